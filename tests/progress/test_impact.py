"""What a change does to the people of a course is said before it is made, and comes true."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction

from jadro.accounts import services as personal
from jadro.accounts.choices import Role
from learning.courses.live import Planned
from learning.courses.models import LessonPage
from learning.progress import services
from learning.progress.impact import impact, impacts, standings_now
from tests.factories import accounts, learning
from tests.factories.editing import send_page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


@pytest.fixture
def course():
    return learning.course(2, 1)


@pytest.fixture
def people(course):
    """One who has finished, one who has done the first lesson, one who has done nothing."""
    first, *others = learning.lessons_of(course)
    finished, under_way, beginner = (accounts.user() for _number in range(3))
    for lesson in (first, *others):
        learning.mark(finished, lesson, course)
    learning.mark(under_way, first, course)
    services.enrol(beginner, course.translation_key, at=timezone.now())
    return finished, under_way, beginner


def edit_page(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def publish(client, page, **changes):
    """Presses "publish" in the form of the page; the answer is what stands where that leads."""
    response = send_page_form(client, edit_page(page), body=page.body, action="publish", **changes)
    return client.get(response.url)


def confirm(client, asked, **fields):
    """Presses the button of the page that asks, with what it holds."""
    form = BeautifulSoup(asked.content, "html.parser").select_one(".nice-padding form")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return client.post(asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"], sent | fields, follow=True)


def says(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


# --- What is foretold ------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_new_lesson_takes_nothing_from_anybody_and_is_one_activity_more(course, people):
    module = course.get_children().last().specific
    draft = learning.lesson(module, title="Нова", live=False)

    foretold = impact(course.translation_key, Planned(published=(draft,)))

    assert foretold.before.finished == foretold.after.finished == 1
    assert [each.title for each in foretold.added] == ["Нова"]
    assert (foretold.new_to_finished, foretold.losing, foretold.takes_away) == (1, 0, False)
    assert foretold.sentences == [
        "1 лице заврши: ништо од тоа не се губи. 1 од нив гледа нешто ново откако заврши и може да го направи или не.",
        "2 лица го следат курсот: 1 активност повеќе.",
    ]
    learning.publish(draft)
    assert standings_now(course.translation_key).figures == foretold.after.figures


def test_a_withdrawn_lesson_takes_from_those_who_did_it_and_from_nobody_who_finished(course, people):
    first = learning.lessons_of(course)[0]

    foretold = impact(course.translation_key, Planned(gone=(first,)))

    assert [(each.title, each.done_by) for each in foretold.removed] == [(first.title, 1)]
    assert (foretold.losing, foretold.takes_away) == (1, True)
    first.unpublish()
    assert standings_now(course.translation_key).figures == foretold.after.figures


def test_a_lesson_that_nobody_under_way_has_done_takes_nothing_away(course, people):
    last = learning.lessons_of(course)[-1]

    foretold = impact(course.translation_key, Planned(gone=(last,)))

    assert (foretold.losing, foretold.takes_away) == (0, False)


@pytest.mark.long
def test_a_lesson_that_becomes_optional_is_named_and_comes_true(course, people):
    lesson = learning.lessons_of(course)[0]
    lesson.is_required = False

    foretold = impact(course.translation_key, Planned(published=(lesson,)))

    assert [each.title for each in foretold.now_optional] == [lesson.title]
    assert foretold.losing == 1
    learning.publish(lesson)
    assert standings_now(course.translation_key).figures == foretold.after.figures


def test_who_has_done_all_that_is_left_may_finish(course, people):
    _first, second, third = learning.lessons_of(course)

    foretold = impact(course.translation_key, Planned(gone=(second, third)))

    assert (foretold.before.may_finish, foretold.after.may_finish) == (0, 1)
    second.unpublish()
    third.unpublish()
    assert standings_now(course.translation_key).figures == foretold.after.figures


def test_a_course_that_closes_says_so_and_counts_nothing_anew(course, people):
    foretold = impact(course.translation_key, Planned(gone=(course,)))

    assert foretold.closes
    assert foretold.takes_away
    course.unpublish()
    assert standings_now(course.translation_key).figures == foretold.after.figures == foretold.before.figures


def test_other_words_change_nothing(course, people):
    lesson = learning.lessons_of(course)[0]
    lesson.title = "Инаку"

    assert impacts(Planned(published=(lesson,))) == []


@pytest.mark.long
def test_a_translation_changes_nothing(course, people):
    lesson = learning.translate(learning.lessons_of(course)[0], "sq", title="Tjetër")

    assert impacts(Planned(gone=(lesson,))) == []


def test_who_follows_a_course_in_two_runs_is_one_person(course, people):
    _finished, under_way, _beginner = people
    learning.cohort(course, under_way)

    foretold = impact(course.translation_key, Planned(gone=(learning.lessons_of(course)[0],)))

    assert len(foretold.before.under_way) == 2
    assert standings_now(course.translation_key).figures == foretold.before.figures


def test_it_costs_as_many_queries_for_many_people_as_for_few(course, people, django_assert_num_queries):
    planned = Planned(gone=(learning.lessons_of(course)[0],))
    impact(course.translation_key, planned)
    for _number in range(3):
        learning.mark(accounts.user(), learning.lessons_of(course)[1], course)

    with django_assert_num_queries(9):
        impact(course.translation_key, planned)


def test_who_erased_their_account_is_not_counted(course, people):
    finished, under_way, _beginner = people
    for who in (finished, under_way):
        personal.erase(who, at=timezone.now())

    foretold = impact(course.translation_key, Planned())

    assert (foretold.before.finished, len(foretold.before.under_way)) == (0, 1)
    assert foretold.before == standings_now(course.translation_key)


# --- What editors are asked ------------------------------------------------------------------------------------------


@pytest.mark.long
def test_publishing_a_change_asks_first_and_keeps_the_draft(editor, course, people):
    lesson = learning.lessons_of(course)[0]

    response = publish(editor, lesson, is_required="false")

    assert "1 лице заврши: ништо од тоа не се губи." in says(response)
    assert "Зошто сепак се менува" in says(response)
    page = LessonPage.objects.get(pk=lesson.pk)
    assert page.is_required
    assert not page.get_latest_revision_as_object().is_required


@pytest.mark.long
def test_what_takes_something_away_needs_a_reason(editor, course, people):
    lesson = learning.lessons_of(course)[0]
    asked = publish(editor, lesson, is_required="false")

    response = confirm(editor, asked, impact_reason=" ")

    assert response.status_code == 422
    assert "Кажете зошто" in says(response)
    assert LessonPage.objects.get(pk=lesson.pk).is_required


@pytest.mark.long
def test_with_a_reason_it_is_published_counted_again_and_kept_in_the_history(editor, course, people):
    lesson = learning.lessons_of(course)[0]
    asked = publish(editor, lesson, is_required="false")

    response = confirm(editor, asked, impact_reason="Стара е.")

    assert not LessonPage.objects.get(pk=lesson.pk).is_required
    assert "повторно преброен, е како што беше речено" in says(response)
    entry = PageLogEntry.objects.get(page=lesson.pk, action="courses.impact_confirmed")
    assert entry.data["reason"] == "Стара е."


@pytest.mark.long
def test_figures_that_changed_meanwhile_are_shown_again(editor, course, people):
    _finished, _under_way, beginner = people
    lesson = learning.lessons_of(course)[0]
    asked = publish(editor, lesson, is_required="false")
    learning.mark(beginner, lesson, course)

    response = confirm(editor, asked, impact_reason="Стара е.")

    assert response.status_code == 409
    assert "Стара е." in says(response)
    assert LessonPage.objects.get(pk=lesson.pk).is_required


@pytest.mark.long
def test_other_words_are_published_at_once(editor, course, people):
    lesson = learning.lessons_of(course)[0]

    publish(editor, lesson, title="Инаку")

    assert LessonPage.objects.get(pk=lesson.pk).title == "Инаку"


@pytest.mark.long
def test_a_course_without_people_is_changed_without_being_asked(editor, course):
    lesson = learning.lessons_of(course)[0]

    publish(editor, lesson, is_required="false")

    assert not LessonPage.objects.get(pk=lesson.pk).is_required


@pytest.mark.long
@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_taking_a_lesson_off_the_site_needs_a_reason(editor, course, people, act):
    lesson = learning.lessons_of(course)[0]
    address = reverse(f"wagtailadmin_pages:{act}", args=[lesson.pk])

    asked = editor.post(address)
    refused = confirm(editor, asked, impact_reason="")

    assert "Зошто сепак се менува" in says(asked)
    assert refused.status_code == 422
    assert LessonPage.objects.filter(pk=lesson.pk, live=True).exists()
    response = confirm(editor, asked, impact_reason="Стара е.")
    assert not LessonPage.objects.filter(pk=lesson.pk, live=True).exists()
    assert "повторно преброен, е како што беше речено" in says(response)


@pytest.mark.long
def test_many_pages_at_once_are_asked_about_together(editor, course, people):
    first, second, _third = learning.lessons_of(course)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    address += f"?id={first.pk}&id={second.pk}&next=/admin/pages/"

    asked = editor.post(address)

    assert "Зошто сепак се менува" in says(asked)
    assert LessonPage.objects.filter(pk__in=[first.pk, second.pk], live=True).count() == 2
    confirm(editor, asked, impact_reason="Стари се.")
    assert not LessonPage.objects.filter(pk__in=[first.pk, second.pk], live=True).exists()


@pytest.mark.long
def test_moving_a_lesson_within_its_course_asks_nothing(editor, course, people):
    lesson, target = learning.lessons_of(course)[0], course.get_children().last()

    editor.post(reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, target.pk]))

    assert LessonPage.objects.get(pk=lesson.pk).get_parent() == target


@pytest.mark.long
@pytest.mark.parametrize("inside", [True, False], ids=["within its course", "into another course"])
def test_many_moved_at_once_are_asked_about_only_where_they_leave_their_course(editor, course, people, inside):
    lesson = learning.lessons_of(course)[0]
    target = (course if inside else learning.course(0, title="Друг")).get_children().last()
    address = (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"]) + f"?id={lesson.pk}&next=/admin/pages/"
    )

    asked = editor.post(address, {"chooser": target.pk})

    assert (LessonPage.objects.get(pk=lesson.pk).get_parent() == target) is inside
    assert ("Зошто сепак се менува" in says(asked)) is not inside


@pytest.mark.long
def test_moving_a_whole_course_asks_nothing(editor, course, people):
    elsewhere = learning.section()
    learning.course(1, title="Друг")

    response = editor.post(reverse("wagtailadmin_pages:move_confirm", args=[course.pk, elsewhere.pk]))

    assert response.status_code == 302
    assert "move" not in response.url


@pytest.mark.long
def test_moving_a_lesson_to_another_course_asks_first(editor, course, people):
    lesson, target = learning.lessons_of(course)[0], learning.course(0, title="Друг").get_children().first()

    asked = editor.post(reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, target.pk]))

    assert "Зошто сепак се менува" in says(asked)
    assert LessonPage.objects.get(pk=lesson.pk).get_parent() != target


@pytest.mark.long
def test_a_draft_that_was_published_meanwhile_is_not_published_again(editor, course, people):
    lesson = learning.publish(learning.lessons_of(course)[0])

    response = editor.get(reverse("progress_admin:publish", args=[lesson.live_revision_id]), follow=True)

    assert "беше објавен во меѓувреме" in says(response)


def test_only_who_may_publish_gets_there(signed_in, course):
    lesson = learning.lessons_of(course)[0]
    revision = lesson.save_revision()

    response = signed_in(accounts.user(role=Role.MENTOR)).get(reverse("progress_admin:publish", args=[revision.pk]))

    assert response.status_code == 302
    assert LessonPage.objects.get(pk=lesson.pk).latest_revision_id == revision.pk


# --- Who sees it -----------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_edit_screen_says_who_sees_the_page_and_how_many_follow(editor, course, people):
    learning.cohort(course, accounts.user(), accounts.user(), name="Пролет")

    text = says(editor.get(edit_page(learning.lessons_of(course)[0])))

    assert "Ја гледаат сите, и посетителите без сметка." in text
    assert "2 лица во „Пролет“" in text


@pytest.mark.long
def test_what_an_editor_sees_as_a_cohort_is_what_its_member_gets(editor, signed_in, course):
    somebody = accounts.user(role=Role.MEMBER)
    run = learning.cohort(course, somebody, name="Пролет")
    before = services.Enrolment.objects.count()
    for page in (course, learning.lessons_of(course)[0]):
        address = reverse("progress_admin:view_as", args=[run.pk, page.pk])

        shown = editor.get(address)

        assert main(shown) == main(signed_in(somebody).get(page.url))
        assert "form-action 'none'" in shown["Content-Security-Policy"]
    assert services.Enrolment.objects.count() == before


@pytest.mark.long
def test_a_page_that_is_kept_from_members_is_not_shown_as_theirs(editor, course):
    run = learning.cohort(course)
    restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name=Role.EDITOR))

    response = editor.get(reverse("progress_admin:view_as", args=[run.pk, course.pk]), follow=True)

    assert "не може да ја отвори страницата" in says(response)


@pytest.mark.long
def test_a_cohort_of_another_course_is_not_there(editor, course):
    run = learning.cohort(learning.course(1, title="Друг"))

    response = editor.get(reverse("progress_admin:view_as", args=[run.pk, course.pk]), follow=True)

    assert response.status_code == 404


def main(response) -> str:
    """The main part as it is, without tokens and numbers of requests."""
    found = BeautifulSoup(response.content, "html.parser").find("main")
    for field in found.select("input[name=csrfmiddlewaretoken], input[name=request_id]"):
        field["value"] = ""
    return re.sub(r'data-csrf="\w+"', "", str(found))
