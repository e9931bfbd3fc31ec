"""Synthetic learners in any number, for statistics to count and benchmarks to load. What they do is written by the
services that write it for people, so every rule holds for them too.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from jadro.accounts import services as accounts
from jadro.accounts.models import User
from jadro.demo import answering, histories, pages, people
from jadro.demo.courses import COURSES
from jadro.demo.histories import Learner, Step
from jadro.places.models import Municipality
from learning.courses import queries as courses
from learning.courses.choices import ActivityKind
from learning.courses.models import Activity
from learning.progress import services as progress
from learning.progress.choices import EventKind
from learning.quizzes import services as quizzes

# They say what they are: nobody shall take a synthetic learner for somebody.
NAMES = {"mk": ("Демо", "учесник"), "sq": ("Demo", "pjesëmarrës"), "en": ("Demo", "learner")}
# People of one transaction: few enough that a site which runs meanwhile on SQLite soon gets the lock.
AT_ONCE = 10


def load(count: int, *, at: datetime) -> int:
    """Makes those of the learners 1 to `count` that are missing, with what they did until `at`; returns their number.

    Interrupted, it leaves whole people only, and goes on when it is called again. Nobody can sign in as one of them.
    """
    people.refuse_outside_development()
    present = set(User.objects.filter(email__endswith="@example.org").values_list("email", flat=True))
    numbers = [number for number in range(1, count + 1) if _email(number) not in present]
    offered = _courses()
    municipalities = {place.code: place for place in Municipality.objects.order_by("code")}
    activities = Activity.objects.in_bulk({part.activity_id for course in offered for part in course.parts})
    for start in range(0, len(numbers), AT_ONCE):
        learners = [
            histories.invent(number, offered, list(municipalities), until=at)
            for number in numbers[start : start + AT_ONCE]
        ]
        _make(learners, municipalities, activities)
    return len(numbers)


def _courses() -> list[courses.Contents]:
    keys = [pages.lasting_id(f"course-{key}") for key in COURSES]
    found = courses.contents_of(keys, settings.LANGUAGE_CODE, AnonymousUser())
    return [found[key] for key in keys if key in found]


@transaction.atomic
def _make(
    learners: Sequence[Learner], municipalities: dict[str, Municipality], activities: dict[int, Activity]
) -> None:
    users = {learner.number: _account(learner, municipalities[learner.municipality]) for learner in learners}
    taken = [(step, users[learner.number]) for learner in learners for step in learner.steps]
    # By the clock, as the site would have met them; a person's own steps keep their order.
    for step, user in sorted(taken, key=lambda each: each[0].at):
        _take(step, user, activities)


def _account(learner: Learner, municipality: Municipality) -> User:
    first_name, last_name = NAMES[learner.language]
    return accounts.create_account(
        email=_email(learner.number),
        password=None,
        roles=[learner.role] if learner.role else [],
        first_name=first_name,
        last_name=f"{last_name} {learner.number}",
        language=learner.language,
        member_kind=learner.member_kind,
        municipality=municipality,
        date_joined=learner.joined_at,
    )


def _take(step: Step, user: User, activities: dict[int, Activity]) -> None:
    if step.part is None:
        progress.enrol(user, step.course_key, at=step.at)
    elif step.part.kind == ActivityKind.QUIZ:
        _hand_in(step, step.part, user, activities[step.part.activity_id])
    elif step.kind is None:
        progress.keep_place(user, step.part.page_key, block_id=None, at=step.at)
    else:
        progress.record(
            user,
            activities[step.part.activity_id],
            course_key=step.course_key,
            kind=step.kind,
            request_id=step.request_id,
            language=step.language,
            at=step.at,
        )


def _hand_in(step: Step, part: courses.Part, user: User, activity: Activity) -> None:
    """Answers all questions of a quiz rightly, or all that can be answered otherwise wrongly."""
    quiz = answering.quiz_in(activity, step.language)
    quizzes.submit(
        user,
        quiz,
        activity,
        answering.answers(quiz.content, rightly=step.kind == EventKind.DONE),
        course_key=step.course_key,
        request_id=step.request_id,
        at=step.at,
    )


def _email(number: int) -> str:
    return f"learner{number}@example.org"
