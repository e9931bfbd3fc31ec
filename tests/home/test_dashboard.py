"""The front page of the admin says what is a person's to do, and only what they may edit."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Workflow
from wagtail_localize.models import TranslationSource

from jadro.accounts.choices import Role
from jadro.home import services
from learning.courses.models import CoursePage, LessonPage
from tests.factories import accounts, learning
from tests.factories.editing import send_page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return accounts.user(role=Role.EDITOR, first_name="Ана")


@pytest.fixture
def bojan():
    return accounts.user(role=Role.EDITOR)


def work(client) -> dict[str, list[str]]:
    """The lists on the front page: their names and the titles in them."""
    soup = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    lists = {
        part["id"].removesuffix("-section"): [link.get_text(strip=True) for link in part.select(".work li a")]
        for part in soup.select("section.w-panel")
    }
    return {name: titles for name, titles in lists.items() if titles}


def draft(lesson: LessonPage, *, by, title: str = "Изменета") -> LessonPage:
    lesson.title = title
    lesson.save_revision(user=by)
    return lesson


def edit_page(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def submit(client, lesson: LessonPage):
    return send_page_form(client, edit_page(lesson), action="submit", body=lesson.body)


def test_where_nothing_waits_the_first_thing_that_is_missing_is_offered(ana, signed_in):
    def is_offered(kind: str, parent: Page) -> bool:
        address = reverse("wagtailadmin_pages:add", args=["courses", kind, parent.pk])
        return address in signed_in(ana).get(reverse("wagtailadmin_home")).content.decode()

    assert is_offered("coursepage", learning.section())

    learning.nothing_written()

    assert is_offered("courseindexpage", learning.home())


@pytest.mark.long
def test_my_drafts_are_listed_and_not_those_of_others(ana, bojan, signed_in):
    first, second = learning.lessons_of(learning.course(2))
    draft(first, by=ana, title="Моја")
    draft(second, by=bojan, title="Туѓа")

    assert work(signed_in(ana))["drafts"] == ["Моја"]
    assert work(signed_in(bojan))["drafts"] == ["Туѓа"]


def test_a_draft_that_goes_on_by_itself_is_listed_where_it_waits(ana, signed_in):
    course = learning.course(2)
    scheduled, submitted = learning.lessons_of(course)
    draft(scheduled, by=ana, title="Закажана")
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision(user=ana).publish(user=ana)
    draft(submitted, by=ana, title="Предадена")
    Workflow.objects.get(active=True).start(submitted, ana)

    lists = work(signed_in(ana))

    assert "drafts" not in lists
    assert lists["scheduled"] == ["Закажана"]
    assert lists["submitted"] == ["Предадена"]


@pytest.mark.long
def test_what_one_editor_submits_another_approves_and_it_is_published(ana, bojan, signed_in):
    lesson = learning.lesson(learning.course(1).get_children().get().specific, title="Нова", live=False)
    assert 'name="action-submit"' in signed_in(ana).get(edit_page(lesson)).content.decode()

    submit(signed_in(ana), lesson)

    assert work(signed_in(bojan))["review"] == ["Нова"]
    task = lesson.current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", task.pk])
    signed_in(bojan).post(approve, {"comment": ""})
    lesson.refresh_from_db()
    assert lesson.live
    assert "review" not in work(signed_in(bojan))
    actions = PageLogEntry.objects.filter(page=lesson.pk).values_list("action", "user")
    assert ("wagtail.workflow.start", ana.pk) in actions
    assert ("wagtail.workflow.approve", bojan.pk) in actions


@pytest.mark.long
def test_translations_that_lack_words_or_follow_an_older_original_are_listed(ana, signed_in):
    whole, changed, half = learning.lessons_of(learning.course(3, everywhere=True))
    for lesson in (whole, changed, half):
        learning.translate(lesson, "sq", title=f"{lesson.title} shqip")
    changed = LessonPage.objects.get(pk=changed.pk)
    changed.title = "Изменет изворник"
    learning.publish(changed)
    half = LessonPage.objects.get(pk=half.pk)
    half.summary = "Нова реченица"
    half = learning.publish(half)
    TranslationSource.objects.get(object_id=half.translation_key).update_from_db()

    response = signed_in(ana).get(reverse("wagtailadmin_home"))

    rows = {
        row.a.get_text(): " ".join(row.select_one(".work-facts").get_text().split())
        for row in BeautifulSoup(response.content, "html.parser").select("#behind-section li")
    }
    assert rows == {"Лекција 1.2 shqip": "sq Изворникот потоа е сменет", "Лекција 1.3 shqip": "sq 1 текст за превод"}


@pytest.mark.long
def test_pages_people_wait_for_are_listed_with_how_many_until_they_are_translated(ana, signed_in):
    lesson = learning.lessons_of(learning.course(1, everywhere=True))[0]
    for _number in range(3):
        services.wish_translation(accounts.user(), lesson.translation_key, language="sq", at=timezone.now())

    html = signed_in(ana).get(reverse("wagtailadmin_home")).content.decode()
    assert work(signed_in(ana))["wished"] == [lesson.title]
    assert "3 лица" in html
    assert "Shqip" in html

    learning.translate(lesson, "sq")

    assert "wished" not in work(signed_in(ana))


@pytest.mark.long
def test_what_was_published_last_stands_first(ana, signed_in):
    first, second = learning.lessons_of(learning.course(2))
    learning.publish(first)
    learning.publish(second)

    assert work(signed_in(ana))["published"][:2] == [second.title, first.title]


@pytest.mark.long
def test_only_what_somebody_may_edit_is_listed(ana, signed_in):
    course = learning.course(1, title="Свој")
    other = learning.course(1, title="Туѓ")
    draft(learning.lessons_of(course)[0], by=ana, title="Своја")
    draft(learning.lessons_of(other)[0], by=ana, title="Туѓа")
    GroupPagePermission.objects.filter(group__name=Role.EDITOR).update(page=course)

    lists = work(signed_in(ana))

    assert lists["drafts"] == ["Своја"]
    assert "Туѓ" not in lists["published"]


@pytest.mark.long
def test_a_coordinator_who_edits_nothing_sees_no_pages_but_the_way_to_the_accounts(signed_in):
    lesson = learning.lessons_of(learning.course(1, everywhere=True))[0]
    learning.translate(lesson, "sq")
    services.wish_translation(accounts.user(), lesson.translation_key, language="en", at=timezone.now())
    lesson.save_revision()
    Workflow.objects.get(active=True).start(lesson, accounts.user(role=Role.EDITOR))

    client = signed_in(accounts.user(role=Role.COORDINATOR))

    assert work(client) == {}
    assert reverse("wagtailusers_users:index") in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.long
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_work(ana, bojan, signed_in, django_assert_num_queries, count):
    lessons = learning.lessons_of(learning.course(count * 5, everywhere=True))
    groups = [lessons[start::5] for start in range(5)]
    for lesson in groups[0]:
        draft(lesson, by=ana)
    for lesson in groups[1]:
        lesson.go_live_at = datetime(2099, 1, 1, tzinfo=UTC)
        lesson.save_revision(user=ana).publish(user=ana)
    for lesson in groups[2]:
        Workflow.objects.get(active=True).start(draft(lesson, by=bojan), bojan)
    for lesson in groups[3]:
        services.wish_translation(bojan, lesson.translation_key, language="sq", at=timezone.now())
    for lesson in groups[4]:
        learning.translate(lesson, "sq")
        learning.publish(LessonPage.objects.get(pk=lesson.pk))
    client = signed_in(ana)
    client.get(reverse("wagtailadmin_home"))

    with django_assert_num_queries(31):
        response = client.get(reverse("wagtailadmin_home"))

    lists = work(client)
    assert response.status_code == 200
    assert {name: len(titles) for name, titles in lists.items() if name != "published"} == dict.fromkeys(
        ("review", "drafts", "scheduled", "behind", "wished"), count
    )
    assert CoursePage.objects.count() == 3
