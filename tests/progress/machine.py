"""Learners and editors who do what they like in any order, and what has to hold after each step.

Whatever they do comes from a seed, so that it can be repeated.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import translation
from wagtail.models import Locale
from wagtail_localize.models import Translation

from jadro.accounts import services as account_services
from jadro.accounts.choices import Role
from learning.courses.choices import ActivityKind
from learning.courses.live import Planned
from learning.courses.models import Activity, CoursePage, LessonPage, ModulePage, Outline, OutlineItem
from learning.courses.services import NotOffered
from learning.progress import queries, rebuilding, services
from learning.progress.choices import EventKind
from learning.progress.impact import impact, standings_now
from learning.progress.models import ActivityState, Completion, CourseSummary, Event
from learning.quizzes import services as quiz_services
from learning.quizzes.models import Answer, AskedQuiz, Attempt
from learning.quizzes.questions import questions_of
from tests.factories import accounts, learning, quizzes

LANGUAGES = ("mk", "sq", "en")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Machine:
    """Does one random thing after the other and keeps a record of its own, much simpler than ours."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  repeatable, not secret
        self.at = NOW
        self.story: list[str] = []
        self.courses = [learning.course(2, 2), learning.course(2, title="Мрежа")]
        self.cohorts = [learning.cohort(course) for course in self.courses]
        for course in self.courses:
            quizzes.lesson(course, quizzes.quiz_block())
        self.learners = [accounts.user() for _number in range(4)]
        self.coordinator = accounts.user(role=Role.COORDINATOR)
        self.sent: list[tuple] = []
        self.handed_in: list[tuple] = []
        self.told_again: set[UUID] = set()
        self.marks_of_erased: set[UUID] = set()
        self.attempts_of_erased: set[UUID] = set()
        self.done: set[tuple[int, int]] = set()
        self.written: dict[str, dict[int, tuple]] = {}
        self.tasks: dict[str, tuple[Callable[[], object], int]] = {
            "mark": (self.mark, 12),
            "take back": (self.take_back, 3),
            "read a whole course": (self.read_a_whole_course, 1),
            "send again": (self.send_again, 3),
            "answer": (self.answer, 5),
            "answer again": (self.answer_again, 2),
            "enrol": (self.enrol, 2),
            "put into a cohort": (self.put_into_a_cohort, 1),
            "decline": (self.decline, 1),
            "stop reading": (self.stop_reading, 1),
            "add": (self.add, 2),
            "copy": (self.copy, 1),
            "change a quiz": (self.change_a_quiz, 2),
            "move": (self.move, 2),
            "delete": (self.delete, 1),
            "withdraw": (self.withdraw, 2),
            "publish": (self.publish, 3),
            "weigh": (self.weigh, 2),
            "change the rule": (self.change_the_rule, 2),
            "translate": (self.translate, 1),
            "rename": (self.rename, 1),
            "close or open a course": (self.close_or_open, 2),
            "merge": (self.merge, 1),
            "erase": (self.erase, 1),
        }

    def step(self) -> None:
        names = list(self.tasks)
        (name,) = self.chance.choices(names, [self.tasks[each][1] for each in names])
        self.story.append(name)
        self.at += timedelta(minutes=1)
        self.tasks[name][0]()

    # What learners do.

    def record(self, learner, activity, course_key: UUID, kind: EventKind, request_id: UUID) -> None:
        language = self.chance.choice(LANGUAGES)
        recorded = services.record(
            learner, activity, course_key=course_key, kind=kind, request_id=request_id, language=language, at=self.at
        )
        if not recorded.is_replay:
            change = self.done.add if kind == EventKind.DONE else self.done.discard
            change((learner.pk, activity.pk))

    def asked(self, kind: ActivityKind):
        """Something the courses ask for now."""
        items = OutlineItem.objects.filter(outline__in=Outline.objects.current(), activity__kind=kind)
        return self.some(items.select_related("activity", "outline").order_by("pk"))

    def read_a_whole_course(self) -> None:
        learner, course = self.chance.choice(self.learners), self.chance.choice(self.courses)
        outline = Outline.objects.current().get(course_key=course.translation_key)
        for item in outline.items.filter(activity__kind=ActivityKind.READ).in_order():
            self.send((learner, item.activity, course.translation_key, EventKind.DONE, uuid4()))
        for item in outline.items.filter(activity__kind=ActivityKind.QUIZ).in_order():
            quiz = AskedQuiz.objects.filter(lesson_key=item.page_key).latest("pk")
            (question,) = questions_of(quiz.content)
            right = next(option["id"] for option in question.content["options"] if option["is_right"])
            self.answer_with(learner, quiz, item.activity, {question.id: right}, course.translation_key, uuid4())

    def mark(self, kind: EventKind = EventKind.DONE) -> None:
        item = self.asked(ActivityKind.READ)
        self.send((self.chance.choice(self.learners), item.activity, item.outline.course_key, kind, uuid4()))

    def send(self, request: tuple) -> None:
        try:
            self.record(*request)
        except (NotOffered, services.NothingToTakeBack):
            return
        self.sent.append(request)

    def take_back(self) -> None:
        self.mark(EventKind.UNDONE)

    def send_again(self) -> None:
        """The same form once more, or its number on another form, which is refused."""
        if not self.sent:
            return
        learner, activity, course_key, kind, request_id = self.chance.choice(self.sent)
        if self.chance.random() < 0.5:
            self.record(learner, activity, course_key, kind, request_id)
            return
        other = self.chance.choice([each for each in self.learners if each != learner])
        with pytest.raises(services.RequestReused):
            self.record(other, activity, course_key, kind, request_id)

    def answer(self) -> None:
        """A quiz as it is asked now or was once, in whatever language, rightly or not."""
        if (item := self.asked(ActivityKind.QUIZ)) is None:
            return
        quiz = self.some(AskedQuiz.objects.filter(lesson_key=item.page_key).order_by("pk"))
        (question,) = questions_of(quiz.content)
        chosen = self.chance.choice(question.content["options"])
        learner = self.chance.choice(self.learners)
        self.answer_with(learner, quiz, item.activity, {question.id: chosen["id"]}, item.outline.course_key, uuid4())

    def answer_with(self, *request) -> None:
        try:
            self.hand_in(*request)
        except NotOffered:
            return
        self.handed_in.append(request)

    def hand_in(self, learner, quiz, activity, given, course_key: UUID, request_id: UUID) -> None:
        before = Attempt.objects.count()
        attempt = quiz_services.submit(
            learner, quiz, activity, given, course_key=course_key, request_id=request_id, at=self.at
        )
        if Attempt.objects.count() > before and attempt.is_passed:
            self.done.add((learner.pk, activity.pk))

    def answer_again(self) -> None:
        """The same answers once more, or their number on somebody else's, which is refused."""
        if not self.handed_in:
            return
        learner, *rest = self.chance.choice(self.handed_in)
        before = Attempt.objects.count()
        if self.chance.random() < 0.5:
            self.hand_in(learner, *rest)
        else:
            with pytest.raises(services.RequestReused):
                self.hand_in(self.chance.choice([each for each in self.learners if each != learner]), *rest)
        assert Attempt.objects.count() == before

    def enrol(self) -> None:
        course = self.chance.choice(self.courses)
        if CoursePage.objects.get(pk=course.pk).live:
            services.enrol(self.chance.choice(self.learners), course.translation_key, at=self.at)

    def put_into_a_cohort(self) -> None:
        services.put_into(self.chance.choice(self.cohorts), self.chance.choice(self.learners), at=self.at)

    def decline(self) -> None:
        if item := self.asked(self.chance.choice(list(ActivityKind))):
            services.decline(self.chance.choice(self.learners), item.activity, at=self.at)

    def stop_reading(self) -> None:
        if lesson := self.some(self.lessons()):
            services.keep_place(self.chance.choice(self.learners), lesson.translation_key, block_id=None, at=self.at)

    # What editors do.

    def lessons(self):
        return LessonPage.objects.filter(locale=Locale.get_default()).order_by("path")

    def modules(self):
        return ModulePage.objects.filter(locale=Locale.get_default()).order_by("path")

    def some(self, rows):
        rows = list(rows)
        return self.chance.choice(rows) if rows else None

    def add(self) -> None:
        is_required = self.chance.random() < 0.7
        learning.lesson(self.some(self.modules()), title=f"Нова {len(self.story)}", is_required=is_required)

    def copy(self) -> None:
        """Blocks keep their ids, and yet it is something else to do."""
        if lesson := self.some(self.lessons().live()):
            number = len(self.story)
            lesson.copy(
                to=self.some(self.modules()),
                update_attrs={"title": f"Копија {number}", "slug": f"kopija-{number}"},
            )

    def change_a_quiz(self) -> None:
        if page := self.some(self.lessons().live().filter(asks_to_read=False)):
            right, wrong = self.chance.sample(["Советот", "Никој", "Градоначалникот"], 2)
            quizzes.change(page, quizzes.quiz_block([quizzes.single(right=right, wrong=wrong)]))

    def move(self) -> None:
        lesson, target = self.some(self.lessons()), self.some(self.modules())
        # The admin refuses two pages with one address.
        if lesson and not target.get_children().filter(slug=lesson.slug).exclude(pk=lesson.pk).exists():
            lesson.move(target, pos=self.chance.choice(["first-child", "last-child"]))

    @contextmanager
    def as_foretold(self, planned: Planned) -> Iterator[None]:
        """What is said before a change comes true."""
        foretold = [impact(key, planned) for key in planned.course_keys()]
        yield
        for each in filter(None, foretold):
            assert standings_now(each.course_key).figures == each.after.figures, each.sentences

    def delete(self) -> None:
        if self.lessons().count() > 4:
            lesson = self.some(self.lessons())
            with self.as_foretold(Planned(gone=(lesson,))):
                lesson.delete()

    def withdraw(self) -> None:
        if lesson := self.some(self.lessons().live()):
            with self.as_foretold(Planned(gone=(lesson,))):
                lesson.unpublish()

    def publish(self) -> None:
        if lesson := self.some(self.lessons().not_live()):
            with self.as_foretold(Planned(published=(lesson,))):
                learning.publish(lesson)

    def weigh(self) -> None:
        if lesson := self.some(self.lessons().live()):
            lesson.is_required = not lesson.is_required
            with self.as_foretold(Planned(published=(lesson,))):
                learning.publish(lesson)

    def change_the_rule(self) -> None:
        """More optional lessons than there are, too."""
        course = CoursePage.objects.get(pk=self.chance.choice(self.courses).pk)
        course.optional_needed = self.chance.randrange(4)
        if course.live:
            with self.as_foretold(Planned(published=(course,))):
                learning.publish(course)
        else:
            course.save_revision()

    def translate(self) -> None:
        lesson, language = self.some(self.lessons().live()), self.chance.choice(["sq", "en"])
        known = Translation.objects.filter(target_locale__language_code=language)
        if lesson and not known.filter(source__object_id=lesson.translation_key).exists():
            learning.translate(lesson, language)

    def rename(self) -> None:
        if lesson := self.some(self.lessons().live()):
            lesson.title = f"Преименувана {len(self.story)}"
            learning.publish(lesson)

    def close_or_open(self) -> None:
        keys = [course.pk for course in self.courses]
        if closed := self.some(CoursePage.objects.filter(pk__in=keys).not_live().order_by("pk")):
            with self.as_foretold(Planned(published=(closed,))):
                learning.publish(closed)
            return
        course = CoursePage.objects.get(pk=self.chance.choice(keys))
        with self.as_foretold(Planned(gone=(course,))):
            course.unpublish()

    # What coordinators and people themselves do to accounts.

    def merge(self) -> None:
        """The one that goes was the same person, who goes on in the one that stays."""
        stays, goes = self.chance.sample(self.learners, 2)
        finished = {key for (key,) in self.completed(stays, goes)}
        known = self.request_ids()
        account_services.merge(stays, goes, by=self.coordinator, at=self.at)
        assert {key for (key,) in self.completed(stays)} == finished
        self.told_again |= self.request_ids() - known
        self.done = {(stays.pk if who == goes.pk else who, activity) for who, activity in self.done}
        for requests in (self.sent, self.handed_in):
            requests[:] = [(stays if who == goes else who, *rest) for who, *rest in requests]
        for what in ("whose events", "whose attempts"):
            self.written[what] = {
                pk: (pk, stays.pk if who == goes.pk else who) for pk, who in self.written.get(what, {}).values()
            }
        # Of two completions of one run the earlier is kept.
        self.written["completions"] = {}
        self.replace(goes)

    def erase(self) -> None:
        """Nothing can be sent for them any more; what they did is still counted."""
        gone = self.chance.choice(self.learners)
        account_services.erase(gone, at=self.at)
        for requests, kept in ((self.sent, self.marks_of_erased), (self.handed_in, self.attempts_of_erased)):
            kept |= {request[-1] for request in requests if request[0] == gone}
            requests[:] = [request for request in requests if request[0] != gone]
        self.replace(gone)

    def replace(self, gone) -> None:
        self.learners = [accounts.user() if each == gone else each for each in self.learners]

    def completed(self, *learners):
        rows = Completion.objects.filter(enrolment__learner__in=learners)
        return rows.values_list("enrolment__run__course_key")

    def request_ids(self) -> set[UUID]:
        return set(Event.objects.values_list("request_id", flat=True))

    # What holds after every step.

    def check(self, learners: list) -> None:
        events = Event.objects.values_list("pk", "request_id", "activity", "kind", "recorded_at", "language")
        self.nothing_written_once_has_changed("events", events)
        self.nothing_written_once_has_changed("whose events", Event.objects.values_list("pk", "learner"))
        self.nothing_written_once_has_changed("activities", Activity.objects.values_list())
        self.nothing_written_once_has_changed("outlines", Outline.objects.values_list())
        self.nothing_written_once_has_changed("outline items", OutlineItem.objects.values_list())
        self.nothing_written_once_has_changed("completions", Completion.objects.values_list())
        self.nothing_written_once_has_changed("quizzes", AskedQuiz.objects.values_list())
        attempt_rows = Attempt.objects.values_list(
            "pk", "request_id", "activity", "quiz", "right_count", "submitted_at"
        )
        self.nothing_written_once_has_changed("attempts", attempt_rows)
        self.nothing_written_once_has_changed("whose attempts", Attempt.objects.values_list("pk", "learner"))
        self.nothing_written_once_has_changed("answers", Answer.objects.values_list())
        handed_in = {attempt.request_id: attempt for attempt in Attempt.objects.all()}
        assert handed_in.keys() == {request[-1] for request in self.handed_in} | self.attempts_of_erased
        passed = {request_id for request_id, attempt in handed_in.items() if attempt.is_passed}
        marks = {request[-1] for request in self.sent} | self.marks_of_erased
        assert self.request_ids() == marks | passed | self.told_again
        numbers: dict[tuple[int, int], list[int]] = {}
        for attempt in handed_in.values():
            numbers.setdefault((attempt.learner_id, attempt.activity_id), []).append(attempt.number)
        assert all(sorted(each) == list(range(1, len(each) + 1)) for each in numbers.values())
        for course in self.courses:
            outlines = Outline.objects.filter(course_key=course.translation_key).order_by("pk")
            assert [outline.number for outline in outlines] == list(range(1, len(outlines) + 1))
        assert rebuilding.stale_outlines() == []
        assert rebuilding.rebuild(check=True) == []
        assert set(ActivityState.objects.filter(is_done=True).values_list("learner", "activity")) == self.done
        for learner in learners:
            for course in self.courses:
                self.figures_agree(learner, course)

    def nothing_written_once_has_changed(self, what: str, rows) -> None:
        now = {row[0]: row for row in rows}
        before = self.written.get(what, {})
        assert {pk: now.get(pk) for pk in before} == before, what
        self.written[what] = now

    def figures_agree(self, learner, course) -> None:
        figures = []
        for language in LANGUAGES:
            with translation.override(language):
                explained = queries.explain(learner, course.translation_key, language)
            items = [(item.part.activity_id, item.is_done, item.is_new) for item in explained.items]
            figures.append((explained.counted, explained.is_complete, explained.segments, items))
        assert figures[0] == figures[1] == figures[2]
        counted, is_complete, _segments, items = figures[0]
        assert counted.done <= counted.required
        assert counted.optional_done <= counted.optional_needed
        assert {pk for pk, is_done, _is_new in items if is_done} <= {pk for who, pk in self.done if who == learner.pk}
        # Of several runs, the one joined last.
        summaries = CourseSummary.objects.filter(
            enrolment__learner=learner, enrolment__run__course_key=course.translation_key
        )
        summary = summaries.order_by("enrolment__enrolled_at", "enrolment").last()
        if summary and not is_complete:
            assert (counted.done, counted.required) == (summary.done_count, summary.required_count)
            assert counted.optional_done == summary.optional_done_count
            assert counted.optional_needed == summary.optional_needed_count
