"""The ledger: what is recorded, what follows from it, and what no editor can take away."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale

from learning.courses import services as courses
from learning.courses.choices import RunKind
from learning.courses.models import Activity, Enrolment, LessonPage, Outline, Run
from learning.progress import queries, rebuilding, services
from learning.progress.choices import EventKind
from learning.progress.models import ActivityState, Completion, CourseSummary, Event
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Skopje"))


def do(learner, lesson, course, *, kind=EventKind.DONE, request_id=None, at=NOW):
    return services.record(
        learner,
        learning.activity_of(lesson, course),
        course_key=course.translation_key,
        kind=kind,
        request_id=request_id or uuid4(),
        language="mk",
        at=at,
    )


def done_lessons(learner, course):
    return [item.part.page_key for item in queries.explain(learner, course.translation_key, "mk").items if item.is_done]


def test_a_mark_enrols_counts_and_is_explained():
    course = learning.course(2, 1)
    learner = accounts.user()
    first = learning.lessons_of(course)[0]

    recorded = do(learner, first, course)

    explanation = queries.explain(learner, course.translation_key, "en")
    assert recorded.is_replay is False
    assert Enrolment.objects.get(learner=learner).run.course_key == course.translation_key
    assert (explanation.done, explanation.required) == (1, 3)
    assert explanation.next.part.title == "Лекција 1.2"
    assert CourseSummary.objects.values_list("done_count", "required_count").get() == (1, 3)


def test_the_same_request_again_is_answered_the_same_and_writes_nothing():
    course = learning.course(2)
    learner = accounts.user()
    lesson = learning.lessons_of(course)[0]
    request_id = uuid4()
    first = do(learner, lesson, course, request_id=request_id)

    again = do(learner, lesson, course, request_id=request_id, at=NOW + timedelta(days=1))

    assert again.is_replay is True
    assert again.event == first.event
    assert Event.objects.count() == 1


@pytest.mark.parametrize("difference", ["lesson", "kind", "person"])
def test_a_request_id_used_for_something_else_is_refused_and_changes_nothing(difference):
    course = learning.course(2)
    learner, other = accounts.user(), accounts.user()
    first, second = learning.lessons_of(course)
    request_id = uuid4()
    do(learner, first, course, request_id=request_id)

    with pytest.raises(services.RequestReused):
        do(
            other if difference == "person" else learner,
            second if difference == "lesson" else first,
            course,
            kind=EventKind.UNDONE if difference == "kind" else EventKind.DONE,
            request_id=request_id,
        )

    assert Event.objects.count() == 1
    assert ActivityState.objects.filter(is_done=True).count() == 1


def test_marking_again_what_is_done_keeps_the_first_date():
    course = learning.course(2)
    learner = accounts.user()
    lesson = learning.lessons_of(course)[0]
    do(learner, lesson, course)
    do(learner, lesson, course, at=NOW + timedelta(days=3))

    assert ActivityState.objects.get().done_at == NOW


def test_an_own_mark_can_be_taken_back_and_the_history_stays():
    course = learning.course(2)
    learner = accounts.user()
    lesson = learning.lessons_of(course)[0]
    do(learner, lesson, course)
    do(learner, lesson, course, kind=EventKind.UNDONE)

    assert done_lessons(learner, course) == []
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["done", "undone"]


def test_the_last_required_lesson_completes_the_course_once_and_taking_it_back_does_not_uncomplete_it():
    course = learning.course(1, 1)
    learner = accounts.user()
    first, last = learning.lessons_of(course)
    do(learner, first, course)
    recorded = do(learner, last, course)
    do(learner, last, course, kind=EventKind.UNDONE, at=NOW + timedelta(hours=1))

    completion = Completion.objects.get()
    assert (completion.completed_at, completion.event, completion.done_count) == (NOW, recorded.event, 2)
    assert completion.rule == "all-required"
    assert queries.explain(learner, course.translation_key, "mk").is_complete


def test_optional_lessons_are_offered_but_not_asked_for():
    course = learning.course(1)
    learning.lesson(course.get_children().get().specific, title="По желба", is_required=False)
    learner = accounts.user()
    do(learner, learning.lessons_of(course)[0], course)

    explanation = queries.explain(learner, course.translation_key, "mk")
    assert explanation.is_complete
    assert explanation.next.part.title == "По желба"
    assert explanation.missing == []


@pytest.mark.long
def test_a_lesson_added_after_finishing_is_new_and_the_course_stays_finished():
    course = learning.course(2)
    learner = accounts.user()
    for lesson in learning.lessons_of(course):
        do(learner, lesson, course)
    learning.lesson(course.get_children().get().specific, title="Додадена")

    explanation = queries.explain(learner, course.translation_key, "en")
    assert explanation.is_complete
    assert (explanation.done, explanation.required, explanation.outline_number) == (2, 2, 1)
    assert [item.part.title for item in explanation.new] == ["Додадена"]
    with translation.override("en"):
        assert explanation.new_sentence == "1 new since you finished"
    assert Outline.objects.order_by("-number").first().number == 2


@pytest.mark.long
def test_doing_what_is_new_leaves_nothing_new():
    course = learning.course(1)
    learner = accounts.user()
    do(learner, learning.lessons_of(course)[0], course)
    added = learning.lesson(course.get_children().get().specific)
    do(learner, added, course)

    assert queries.explain(learner, course.translation_key, "mk").new == []
    assert Completion.objects.get().completed_at == NOW


def test_withdrawing_the_one_missing_lesson_finishes_nobodys_course_until_they_do_it_themselves():
    course = learning.course(2)
    learner = accounts.user()
    first, second = learning.lessons_of(course)
    do(learner, first, course)
    second.unpublish()

    assert Completion.objects.count() == 0
    assert queries.explain(learner, course.translation_key, "mk").may_finish

    services.enrol(learner, course.translation_key, at=NOW)
    assert list(Completion.objects.values("done_count", "event")) == [{"done_count": 1, "event": None}]


@pytest.mark.long
def test_withdrawing_a_course_with_all_its_parts_and_publishing_it_part_by_part_finishes_nobodys_course():
    course = learning.course(3)
    learner = accounts.user()
    lessons = learning.lessons_of(course)
    do(learner, lessons[0], course)
    for page in [*lessons, course.get_children().get().specific, course]:
        page.unpublish()
    for page in [course, course.get_children().get().specific, *lessons]:
        learning.publish(type(page).objects.get(pk=page.pk))

    assert Completion.objects.count() == 0
    explanation = queries.explain(learner, course.translation_key, "mk")
    assert (explanation.done, explanation.required) == (1, 3)
    assert all(outline.items.exists() for outline in Outline.objects.all())


def test_who_follows_a_cohort_is_not_put_into_the_open_run_as_well():
    course = learning.course(1)
    learner = accounts.user()
    cohort = Run.objects.create(course_key=course.translation_key, kind=RunKind.COHORT)
    Enrolment.objects.create(run=cohort, learner=learner, enrolled_at=NOW)

    do(learner, learning.lessons_of(course)[0], course)

    assert Completion.objects.get().enrolment.run == cohort
    assert queries.followed_courses(learner) == [course.translation_key]


@pytest.mark.long
def test_the_course_and_the_lesson_one_was_in_last_come_first():
    here, there = learning.course(3, title="Прв"), learning.course(1, title="Втор")
    learner = accounts.user()
    services.enrol(learner, here.translation_key, at=NOW)
    services.enrol(learner, there.translation_key, at=NOW + timedelta(minutes=1))
    services.keep_place(
        learner, learning.lessons_of(here)[2].translation_key, block_id=None, at=NOW + timedelta(hours=1)
    )

    assert queries.followed_courses(learner) == [here.translation_key, there.translation_key]
    assert queries.explain(learner, here.translation_key, "mk").next.part.title == "Лекција 1.3"


def test_a_mark_taken_back_after_finishing_is_told_beside_the_course_that_stays_finished():
    course = learning.course(1)
    learner = accounts.user()
    lesson = learning.lessons_of(course)[0]
    do(learner, lesson, course)
    do(learner, lesson, course, kind=EventKind.UNDONE)

    explanation = queries.explain(learner, course.translation_key, "mk")
    assert explanation.is_complete
    assert [item.part.page_key for item in explanation.taken_back] == [lesson.translation_key]


def test_an_outline_that_an_accident_left_out_is_found_and_made():
    course = learning.course(1)
    course.get_children().get().specific.add_child(instance=learning.new_lesson("Заборавена"))

    assert [difference.what for difference in rebuilding.stale_outlines()] == ["outline"]
    rebuilding.mend_outlines(at=NOW)
    assert rebuilding.stale_outlines() == []


@pytest.mark.long
@pytest.mark.parametrize("language", ["mk", "sq", "en"])
def test_progress_is_the_same_in_every_language(language):
    course = learning.course(2, everywhere=True)
    learner = accounts.user()
    do(learner, learning.lessons_of(course)[0], course)

    explanation = queries.explain(learner, course.translation_key, language)
    assert (explanation.done, explanation.required) == (1, 2)
    assert explanation.next.part.url.startswith(f"/{language}/")


# --- What editors do to a running course ---------------------------------------------------------------------------


@pytest.mark.long
def test_renaming_moving_and_reordering_keep_what_was_done():
    course = learning.course(2, 1)
    learner = accounts.user()
    first = learning.lessons_of(course)[0]
    do(learner, first, course)

    first.title = "Поинаку"
    first.slug = "poinaku"
    learning.publish(first)
    target = course.get_children().last()
    first.move(target, pos="first-child")

    explanation = queries.explain(learner, course.translation_key, "mk")
    assert [item.part.title for item in explanation.items if item.is_done] == ["Поинаку"]
    assert explanation.modules[1].module.title == "Модул 2"
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.long
def test_moving_a_lesson_to_another_course_brings_its_work_along():
    here, there = learning.course(2), learning.course(1, title="Друг курс")
    learner = accounts.user()
    lesson = learning.lessons_of(here)[0]
    do(learner, lesson, here)
    services.enrol(learner, there.translation_key, at=NOW)
    lesson.slug = "preselena"
    learning.publish(lesson)
    lesson.move(there.get_children().get(), pos="last-child")

    assert queries.explain(learner, here.translation_key, "mk").done == 0
    assert queries.explain(learner, there.translation_key, "mk").done == 1
    assert rebuilding.rebuild(check=True) == []


def test_withdrawing_and_publishing_again_keeps_what_was_done():
    course = learning.course(3)
    learner = accounts.user()
    first = learning.lessons_of(course)[0]
    do(learner, first, course)
    first.unpublish()
    assert queries.explain(learner, course.translation_key, "mk").done == 0
    learning.publish(LessonPage.objects.get(pk=first.pk))

    assert done_lessons(learner, course) == [first.translation_key]


def test_deleting_a_lesson_deletes_nobodys_work():
    course = learning.course(2)
    learner = accounts.user()
    first, second = learning.lessons_of(course)
    do(learner, first, course)
    key = first.translation_key
    first.delete()

    assert Activity.objects.filter(owner_key=key).exists()
    assert ActivityState.objects.get().is_done
    assert [part.page_key for part in courses.queries.contents(course.translation_key, "mk", learner).parts] == [
        second.translation_key
    ]


def test_a_copied_lesson_is_another_lesson_although_its_blocks_are_the_same():
    course = learning.course(1)
    learner = accounts.user()
    first = learning.lessons_of(course)[0]
    do(learner, first, course)
    copy = first.copy(update_attrs={"slug": "kopija", "title": "Копија"}, keep_live=True)

    assert [block.id for block in copy.specific.body] == [block.id for block in first.body]
    assert copy.translation_key != first.translation_key
    explanation = queries.explain(learner, course.translation_key, "mk")
    assert [item.part.title for item in explanation.new] == ["Копија"]


def test_converting_a_copy_in_another_language_into_a_page_of_its_own_keeps_what_was_done():
    course = learning.course(1, everywhere=True)
    learner = accounts.user()
    first = learning.lessons_of(course)[0]
    do(learner, first, course)
    alias = first.get_translation(Locale.objects.get(language_code="sq"))
    assert alias.alias_of_id
    ConvertAliasPageAction(alias).execute(skip_permission_checks=True)

    explanation = queries.explain(learner, course.translation_key, "sq")
    assert explanation.done == 1
    assert Activity.objects.count() == 1


@pytest.mark.long
def test_publishing_without_a_change_to_what_is_asked_makes_no_outline():
    course = learning.course(2)
    before = Outline.objects.count()
    learning.publish(learning.lessons_of(course)[0])
    learning.publish(course)

    assert before == 1
    assert Outline.objects.count() == before


def test_a_draft_course_cannot_be_joined():
    course = learning.course(1, live=False)

    with pytest.raises(courses.NotOffered):
        services.enrol(accounts.user(), course.translation_key, at=NOW)
    assert Enrolment.objects.count() == 0


def test_a_course_that_is_withdrawn_keeps_its_outline_and_takes_no_marks():
    course = learning.course(1)
    learner = accounts.user()
    lesson = learning.lessons_of(course)[0]
    activity = learning.activity_of(lesson, course)
    course.unpublish()

    with pytest.raises(courses.NotOffered):
        services.record(
            learner,
            activity,
            course_key=course.translation_key,
            kind=EventKind.DONE,
            request_id=uuid4(),
            language="mk",
            at=NOW,
        )
    assert Outline.objects.count() == 1
    assert Event.objects.count() == 0


# --- Clocks and rebuilding -----------------------------------------------------------------------------------------


def test_the_servers_order_decides_when_its_clock_jumps_back():
    course = learning.course(1)
    learner = accounts.user()
    lesson = learning.lessons_of(course)[0]
    do(learner, lesson, course, at=NOW)
    do(learner, lesson, course, kind=EventKind.UNDONE, at=NOW - timedelta(hours=1))
    do(learner, lesson, course, at=NOW - timedelta(minutes=59))

    assert ActivityState.objects.get().is_done
    assert rebuilding.rebuild(check=True) == []


def test_rebuilding_finds_and_mends_a_planted_difference():
    course = learning.course(2)
    learner = accounts.user()
    lesson = learning.lessons_of(course)[0]
    do(learner, lesson, course)
    ActivityState.objects.update(is_done=False, done_at=None)
    CourseSummary.objects.update(done_count=2)

    found = rebuilding.rebuild(check=True)
    assert [difference.what for difference in found] == ["state", "summary"]
    assert CourseSummary.objects.get().done_count == 2

    rebuilding.rebuild()
    assert rebuilding.rebuild(check=True) == []
    assert CourseSummary.objects.get().done_count == 1
