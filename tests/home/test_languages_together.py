"""What an editor does in the admin to a page in its own language is done to its other languages; not the other way."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction

from jadro.accounts.choices import Role
from learning.courses.models import LessonPage
from learning.progress import queries
from tests.factories import accounts, learning
from tests.factories.learning import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


def in_language(page: Page, code: str) -> LessonPage:
    return LessonPage.objects.get(translation_key=page.translation_key, locale__language_code=code)


def states(page: Page) -> dict[str, bool]:
    return dict(Page.objects.filter(translation_key=page.translation_key).values_list("locale__language_code", "live"))


@pytest.mark.long
def test_withdrawing_the_source_withdraws_every_language_and_the_page_says_how_many(editor):
    lesson = learning.lessons_of(learning.course(1, everywhere=True))[0]
    translate(lesson, "sq")
    url = reverse("wagtailadmin_pages:unpublish", args=[lesson.pk])

    assert editor.get(url).status_code == 200
    editor.post(url)

    assert states(lesson) == {"mk": False, "sq": False, "en": False}


@pytest.mark.long
def test_withdrawing_a_translation_leaves_the_source(editor):
    lesson = learning.lessons_of(learning.course(1, everywhere=True))[0]
    translated = translate(lesson, "sq")

    editor.post(reverse("wagtailadmin_pages:unpublish", args=[translated.pk]))

    assert states(lesson) == {"mk": True, "sq": False, "en": True}


@pytest.mark.long
def test_moving_the_source_moves_every_language_and_keeps_what_was_done(editor):
    course = learning.course(2, 1, everywhere=True)
    lesson, target = learning.lessons_of(course)[0], course.get_children().last()
    translated = translate(lesson, "sq")
    old = translated.url

    editor.post(reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, target.pk]))

    for code in ("mk", "sq", "en"):
        assert in_language(lesson, code).get_parent().translation_key == target.translation_key
    contents = queries.explain(accounts.user(), course.translation_key, "sq")
    assert [len(module.items) for module in contents.modules] == [1, 2]
    assert in_language(lesson, "sq").url != old


@pytest.mark.long
def test_deleting_the_source_deletes_every_language_and_deleting_a_translation_deletes_that_alone(editor):
    course = learning.course(2, everywhere=True)
    first, second = learning.lessons_of(course)
    translated = translate(second, "sq")

    editor.post(reverse("wagtailadmin_pages:delete", args=[first.pk]))
    editor.post(reverse("wagtailadmin_pages:delete", args=[translated.pk]))

    assert states(first) == {}
    assert states(second) == {"mk": True, "en": True}


@pytest.mark.long
def test_renaming_a_course_in_two_languages_leads_from_every_old_address_in_one_step(client):
    course = learning.course(1, 1, everywhere=True)
    sq_course = translate(course, "sq", title="Avokimi", slug="avokimi")
    lessons = learning.lessons_of(course)
    sq_lessons = [in_language(lesson, "sq") for lesson in lessons]
    old = [page.url for page in (course, sq_course, *lessons, *sq_lessons)]

    for page, slugs in ((course, ("vtoro", "treto")), (sq_course, ("dyte", "trete"))):
        for slug in slugs:
            page.slug = slug
            page = learning.publish(page)

    new = [type(page).objects.get(pk=page.pk).url for page in (course, sq_course, *lessons, *sq_lessons)]
    assert len(set(old) & set(new)) == 0
    for address, where in zip(old, new, strict=True):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, where)
        assert client.get(where).status_code in {200, 302}


def test_a_page_born_in_albanian_stands_in_macedonian_with_a_notice_and_counts(client):
    course = learning.course(1, everywhere=True)
    module = course.get_children().get().get_translation(Locale.objects.get(language_code="sq")).specific
    born = learning.lesson(module, title="Mësim i lindur shqip")

    page = client.get(in_language(born, "mk").url).content.decode()

    assert "Mësim i lindur shqip" in page
    assert '<h1 lang="sq"' in page
    explanation = queries.explain(accounts.user(), course.translation_key, "mk")
    assert [item.part.page_key for item in explanation.items][-1] == born.translation_key


def bulk(editor, action: str, *pages: Page, **form):
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return editor.post(f"/admin/bulk/wagtailcore/page/{action}/?next=/admin/&{chosen}", form)


@pytest.mark.long
def test_what_is_done_to_many_pages_at_once_is_done_to_their_languages_too(editor):
    course = learning.course(3, 1, everywhere=True)
    first, second, third, _fourth = learning.lessons_of(course)
    target = course.get_children().last()

    bulk(editor, "unpublish", first, include_descendants="")
    bulk(editor, "delete", second)
    bulk(editor, "move", third, chooser=target.pk)

    assert states(first) == {"mk": False, "sq": False, "en": False}
    assert states(second) == {}
    assert {in_language(third, code).get_parent().translation_key for code in ("mk", "sq", "en")} == {
        target.translation_key
    }


# --- Privacy -------------------------------------------------------------------------------------------------------


def addresses(page) -> list[str]:
    return [each.url for each in page.get_translations(inclusive=True)]


@pytest.mark.long
def test_who_may_open_a_page_is_the_same_in_every_language(client, signed_in):
    course = learning.course(1, everywhere=True)
    lesson = learning.lessons_of(course)[0]
    assert len(addresses(lesson)) == 3
    assert {client.get(url).status_code for url in addresses(lesson)} == {200}

    restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)

    assert {client.get(url).status_code for url in [*addresses(lesson), *addresses(course)]} == {302}
    assert {signed_in(accounts.user()).get(url).status_code for url in addresses(lesson)} == {200}
    for code in ("mk", "sq", "en"):
        assert course.title not in client.get(f"/{code}/courses/").content.decode()

    restriction.delete()
    assert {client.get(url).status_code for url in addresses(lesson)} == {200}


@pytest.mark.long
def test_groups_that_may_open_a_page_may_in_every_language(signed_in):
    course = learning.course(1, everywhere=True)
    restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.set([Group.objects.get(name=Role.MENTOR)])
    mentor, member = signed_in(accounts.user(role=Role.MENTOR)), signed_in(accounts.user(role=Role.MEMBER))

    assert {mentor.get(url).status_code for url in addresses(course)} == {200}
    assert {member.get(url).status_code for url in addresses(course)} == {302}


def test_a_copy_made_later_is_as_private_as_its_source(client):
    course = learning.course(1, live=False)
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)

    course = learning.publish(course)

    assert len(addresses(course)) == 3
    assert {client.get(url).status_code for url in addresses(course)} == {302}


def test_privacy_that_is_the_same_in_another_order_is_left_as_it_is():
    lesson = learning.lessons_of(learning.course(1, everywhere=True))[0]
    translation = in_language(lesson, "sq")
    members = PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    mentors = PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.GROUPS)
    mentors.groups.set([Group.objects.get(name=Role.MENTOR)])
    its = PageViewRestriction.objects.filter(page=translation)
    its.get(restriction_type=PageViewRestriction.LOGIN).delete()
    PageViewRestriction.objects.create(page=translation, restriction_type=PageViewRestriction.LOGIN)
    kept = set(its.values_list("pk", flat=True))

    members.save()

    assert set(its.values_list("pk", flat=True)) == kept
    assert its.count() == 2
