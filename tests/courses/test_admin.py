"""A course in the hands of its editor: the list of its parts, their order, previews, schedules and old versions."""

import re
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Locale, PageLogEntry, Workflow
from wagtail.test.utils.form_data import nested_form_data

from jadro.accounts.choices import Role
from jadro.home.models import StandardPage
from jadro.outbox import services as outbox
from learning.courses import queries
from learning.courses.models import LessonPage, ModulePage
from learning.courses.tree import course_tree
from learning.progress import rebuilding
from learning.progress import services as progress
from learning.progress.choices import EventKind
from learning.progress.models import ActivityState, CourseSummary, Event, ReadingPlace
from tests.factories import accounts, learning
from tests.factories.editing import send_page_form, text_form
from tests.factories.learning import publish, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


def edit_page(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def move(client, page, direction: str, **form):
    return client.post(reverse("courses_admin:move_part", args=[page.pk, direction]), form)


def outline(course) -> list[str]:
    contents = queries.contents(course.translation_key, "mk", accounts.user())
    return [part.title for part in contents.parts]


def in_language(page, code: str):
    return page.get_translation(Locale.objects.get(language_code=code))


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_course_lists_its_modules_and_lessons_in_order_with_their_states():
    course = learning.course(2, 1)
    live, changed, _other = learning.lessons_of(course)
    module = course.get_children().last().specific
    changed.title, changed.minutes, changed.is_required = "Изменета", 25, False
    changed.save_revision()
    learning.lesson(module, title="Нова", live=False)
    submitted = learning.lesson(module, title="Предадена", live=False)
    submitted.save_revision()
    Workflow.objects.get(active=True).start(submitted, accounts.user(role=Role.EDITOR))

    tree = course_tree(course)

    rows = [
        (lesson.title, [str(state) for state in lesson.states], lesson.minutes, lesson.is_required)
        for each in tree.modules
        for lesson in each.lessons
    ]
    assert rows == [
        (live.title, ["live"], 8, True),
        ("Изменета", ["live", "changed"], 25, False),
        ("Лекција 2.1", ["live"], 8, True),
        ("Нова", ["draft"], 8, True),
        ("Предадена", ["draft", "in_review"], 8, True),
    ]
    assert [each.part.title for each in tree.modules] == ["Модул 1", "Модул 2"]
    assert tree.modules[1].lessons[1].url == ""
    assert tree.modules[0].lessons[0].url == live.url


def test_the_list_tells_a_translation_from_a_copy_that_stands_in():
    course = learning.course(1, everywhere=True)
    (lesson,) = learning.lessons_of(course)
    translate(lesson, "sq")

    (part,) = course_tree(course).modules[0].lessons

    assert {each.code: each.is_translated for each in part.languages} == {"mk": True, "sq": True, "en": False}


@pytest.mark.long
@pytest.mark.parametrize("kind", ["course", "module"])
def test_the_list_stands_on_the_course_and_on_each_of_its_modules(editor, kind):
    course = learning.course(1, 1)
    page = course if kind == "course" else course.get_children().first().specific

    html = editor.get(edit_page(page)).content.decode()

    assert re.findall(r'id="part-(\d+)"', html) == [str(part.pk) for part in course.get_descendants().order_by("path")]
    add = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.get_children().last().pk])
    assert f"{add}?next={edit_page(page)}" in html


def test_a_course_that_is_not_saved_yet_says_what_to_do_first(editor):
    section = learning.section()

    response = editor.get(reverse("wagtailadmin_pages:add", args=["courses", "coursepage", section.pk]))

    assert response.status_code == 200
    assert "course-tree" not in response.content.decode()


@pytest.mark.parametrize("modules", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_course(django_assert_num_queries, modules):
    course = learning.course(*[3] * modules)
    course = type(course).objects.get(pk=course.pk)

    with django_assert_num_queries(8):
        tree = course_tree(course)

    assert tree.lesson_count == 3 * modules


# --- Order ----------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_moving_a_lesson_changes_the_outline_and_every_language_and_can_be_taken_back(editor):
    course = learning.course(3, everywhere=True)
    first, second, third = learning.lessons_of(course)
    translate(second, "sq")

    response = move(editor, second, "up", next=f"{edit_page(course)}#part-1")

    assert response.headers["Location"] == f"{edit_page(course)}#part-{second.pk}"
    assert outline(course) == [second.title, first.title, third.title]
    for code in ("mk", "sq", "en"):
        parent = in_language(second, code).get_parent() if code != "mk" else second.get_parent()
        keys = list(parent.get_children().values_list("translation_key", flat=True))
        assert keys == [second.translation_key, first.translation_key, third.translation_key]
    html = editor.get(edit_page(course)).content.decode()
    undo = reverse("courses_admin:move_part", args=[second.pk, "down"])
    assert html.count(undo) == 2  # in the list, and in what is said about the move

    editor.post(undo)

    assert outline(course) == [first.title, second.title, third.title]


def test_moving_a_module_takes_its_lessons_along(editor):
    course = learning.course(2, 1)
    first = course.get_children().first()

    move(editor, first, "down")

    assert outline(course) == ["Лекција 2.1", "Лекција 1.1", "Лекција 1.2"]


def test_a_move_is_written_to_the_log(editor):
    course = learning.course(2)
    lesson = learning.lessons_of(course)[0]

    move(editor, lesson, "down")

    (entry,) = PageLogEntry.objects.filter(page=lesson.pk, action="wagtail.reorder")
    assert entry.user.email.startswith("person")


def test_the_first_cannot_move_up_nor_the_last_down(editor):
    course = learning.course(2)
    first, last = learning.lessons_of(course)

    move(editor, first, "up")
    response = move(editor, last, "down")

    assert response.status_code == 302
    assert outline(course) == [first.title, last.title]
    assert PageLogEntry.objects.filter(action="wagtail.reorder").count() == 0


@pytest.mark.long
def test_the_order_of_a_translation_is_changed_in_its_original_only(editor):
    course = learning.course(2, everywhere=True)
    lesson = translate(learning.lessons_of(course)[1], "sq")

    move(editor, lesson, "up")

    keys = list(lesson.get_parent().get_children().values_list("translation_key", flat=True))
    assert keys == [each.translation_key for each in learning.lessons_of(course)]
    translated_course = translate(course, "sq")
    assert "move/up/" not in editor.get(edit_page(translated_course)).content.decode()


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MENTOR, Role.COORDINATOR])
def test_only_who_may_publish_moves_anything(signed_in, role):
    course = learning.course(2)
    first, second = learning.lessons_of(course)

    response = move(signed_in(accounts.user(role=role)), second, "up")

    assert response.status_code in {302, 403}
    assert outline(course) == [first.title, second.title]


def test_nothing_but_modules_and_lessons_of_a_course_is_moved_and_only_by_a_form(editor):
    course = learning.course(2)
    lesson = learning.lessons_of(course)[1]

    assert editor.get(reverse("courses_admin:move_part", args=[lesson.pk, "up"])).status_code == 405
    for page, direction in ((course, "up"), (lesson, "sideways")):
        move(editor, page, direction)
    assert PageLogEntry.objects.filter(action="wagtail.reorder").count() == 0


@pytest.mark.long
def test_after_publishing_what_was_added_from_the_list_the_editor_is_back_at_the_course(editor):
    course = learning.course(1)
    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", course.pk])
    here = edit_page(course)

    response = send_page_form(editor, f"{add}?next={here}", action="publish", title="Втор модул", slug="vtor-modul")

    assert response.headers["Location"] == here
    assert ModulePage.objects.child_of(course).last().title == "Втор модул"


# --- Previews -------------------------------------------------------------------------------------------------------


@pytest.fixture
def lesson():
    return learning.lessons_of(learning.course(1))[0]


def preview(client, page, mode: str):
    """The draft as the panel beside the form shows it: the form is sent first, then the page is fetched."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = {
        "title": page.title,
        "slug": page.slug,
        "summary": "Сосема нов краток опис",
        "minutes": 8,
        "asks_to_read": "on",
    }
    form |= nested_form_data({"body": text_form(page.body)})
    assert client.post(address, form).json()["is_valid"]
    return client.get(f"{address}?mode={mode}")


def test_a_lesson_is_previewed_as_a_member_and_as_a_visitor_see_it(editor, lesson):
    as_member = preview(editor, lesson, "member").content.decode()
    as_visitor = preview(editor, lesson, "visitor").content.decode()

    mark, sign_in = reverse("my:mark", args=[lesson.translation_key]), "/mk/accounts/login/?next="
    assert "Сосема нов краток опис" in as_member
    assert "Сосема нов краток опис" in as_visitor
    assert (mark in as_member, sign_in in as_member) == (True, False)
    assert (mark in as_visitor, sign_in in as_visitor) == (False, True)


@pytest.mark.parametrize("mode", ["member", "visitor"])
def test_nothing_can_be_recorded_from_a_preview(editor, lesson, mode):
    response = preview(editor, lesson, mode)

    policy = response.headers["Content-Security-Policy"]
    assert "form-action 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert "js/mark.js" not in response.content.decode()
    assert record() == ([], [], [], [])


def test_a_draft_is_previewed_from_the_list_of_its_course(editor):
    course = learning.course(1)
    draft = learning.lesson(course.get_children().get().specific, title="Во подготовка", live=False)

    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]))

    assert "Во подготовка" in response.content.decode()
    assert "form-action 'none'" in response.headers["Content-Security-Policy"]


# --- Schedules and old versions -------------------------------------------------------------------------------------


def record() -> tuple[list, ...]:
    """Every row of the learning record."""
    return tuple(
        list(model.objects.order_by("pk").values()) for model in (Event, ActivityState, CourseSummary, ReadingPlace)
    )


@pytest.mark.long
def test_a_scheduled_lesson_appears_when_its_time_has_come_and_the_outline_follows(editor, client):
    course = learning.course(1)
    module = course.get_children().get().specific
    with time_machine.travel("2026-03-08 10:00+00:00", tick=False):
        draft = learning.lesson(module, title="Закажана", live=False)
        send_page_form(
            editor, edit_page(draft), action="publish", body=draft.body, go_live_at="2026-03-08 12:00", expire_at=""
        )
        outbox.run(outbox.queue_job("publish_scheduled").pk)
        assert outline(course) == ["Лекција 1.1"]
        assert client.get(draft.url).status_code == 404
        (row,) = [lesson for lesson in course_tree(course).modules[0].lessons if lesson.page_id == draft.pk]
        assert [str(state) for state in row.states] == ["draft", "scheduled"]

    # Noon in Skopje is 11 o’clock in UTC, in winter.
    with time_machine.travel("2026-03-08 11:00:30+00:00", tick=False):
        outbox.run(outbox.queue_job("publish_scheduled").pk)

    assert outline(course) == ["Лекција 1.1", "Закажана"]
    assert client.get(draft.url).status_code == 200


@pytest.mark.long
@pytest.mark.parametrize("language", ["mk", "sq", "en"])
def test_a_time_is_taken_as_it_is_shown_in_every_language_of_the_admin(signed_in, language):
    """The calendar of the page's form writes a chosen time in the format that it reads."""
    draft = learning.lesson(learning.course(1).get_children().get().specific, title="Закажана", live=False)
    editor = signed_in(accounts.user(role=Role.EDITOR, language=language))

    send_page_form(
        editor, edit_page(draft), action="publish", body=draft.body, go_live_at="01.12.2099 09:00", expire_at=""
    )
    page = editor.get(edit_page(draft)).content.decode()

    assert 'value="01.12.2099 09:00"' in page
    assert "d.m.Y H:i" in page


@pytest.mark.long
def test_restoring_an_older_version_of_a_lesson_changes_nobodys_progress(editor):
    course = learning.course(2)
    lesson, _other = learning.lessons_of(course)
    learner = accounts.user(role=Role.MEMBER)
    progress.record(
        learner,
        learning.activity_of(lesson, course),
        course_key=course.translation_key,
        kind=EventKind.DONE,
        request_id=uuid4(),
        language="mk",
        at=timezone.now(),
    )
    progress.keep_place(learner, lesson.translation_key, block_id=None, at=timezone.now())
    old = lesson.save_revision()
    lesson.title, lesson.body = "Пократко", [("paragraph", "<p>Поинаку.</p>")]
    lesson = publish(lesson)
    before = record()
    assert all(before)

    restore = reverse("wagtailadmin_pages:revisions_revert", args=[lesson.pk, old.pk])
    body = old.as_object().body
    send_page_form(editor, restore, to=edit_page(lesson), action="publish", body=body)

    restored = LessonPage.objects.get(pk=lesson.pk)
    assert restored.title == "Лекција 1.1"
    assert [block.id for block in restored.body] == [block.id for block in body]
    assert "Текст." in str(restored.body)
    assert record() == before
    assert rebuilding.rebuild(check=True) == []


CHANGES = {
    "course": lambda page: setattr(page, "body", [("paragraph", "<p>Нов вовед.</p>")]),
    "module": lambda page: setattr(page, "summary", "Нов краток опис."),
    "lesson": lambda page: setattr(page, "body", [("heading", {"text": "Нов наслов"})]),
    "standard": lambda page: setattr(page, "body", [("paragraph", "<p>Нов текст.</p>")]),
    "home": lambda page: setattr(page, "body", [("courses", {"title": "Нов наслов"})]),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_comparing_two_versions_marks_what_was_changed(editor, kind):
    course = learning.course(1)
    page = {
        "course": course,
        "module": course.get_children().get().specific,
        "lesson": learning.lessons_of(course)[0],
        "home": learning.home(),
        "standard": learning.home().add_child(instance=StandardPage(title="Правила")),
    }[kind]
    old = page.save_revision()
    CHANGES[kind](page)
    new = page.save_revision()

    response = editor.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, old.pk, new.pk]))

    assert response.status_code == 200
    marked = BeautifulSoup(response.content, "html.parser").select(".addition")
    assert "Нов" in " ".join(each.get_text() for each in marked)


@pytest.mark.long
def test_who_opens_a_page_that_a_colleague_is_writing_is_told(editor, signed_in, lesson):
    editor.get(edit_page(lesson))

    html = signed_in(accounts.user(role=Role.EDITOR, first_name="Бојан")).get(edit_page(lesson)).content.decode()

    session = EditingSession.objects.latest("pk")
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", lesson.pk, session.pk])
    assert ping in html
    told = editor.post(ping.replace(f"/{session.pk}/", f"/{session.pk - 1}/")).json()["other_sessions"]
    assert [other["user"] for other in told] == ["Бојан"]
