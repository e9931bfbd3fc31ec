"""What is measured, with its goals in hellos."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from bench import content, plans
from bench.clients import Ask
from bench.content import Content, Learner

# Each is made answer by answer.
PLANS = 10


@dataclass(frozen=True)
class Row:
    """`asks` gives the requests of one run, `plain` the same for plain Wagtail; `clients` is how many ask at once."""

    work: str
    asks: Callable[[], Iterator[Ask]]
    goal: float | None = None
    stretch: float | None = None
    most_queries: int | None = None
    plain: Callable[[], Iterator[Ask]] | None = None
    clients: int = 20
    # Only processes with this in their command line count: here, what publishing costs the worker is not asked.
    holding: str = ""
    # What the cost is made of, said where a goal is missed; found with a profiler, not by this run.
    why: str = ""


def rows(made: Content, plain_sessions: list[str], sent: list[UUID], typed: list[UUID]) -> list[Row]:
    """`sent` collects the request ids of marks that are saved, `typed` those of answers in plans."""
    learners, plain_learners = made.learners, [Learner("", cookie) for cookie in plain_sessions]
    home, course, standard = made.home, made.course, made.standard
    saves = content.marks(made, sent)
    long_plans = plans.make(learners[:PLANS])
    answers = plans.saves(long_plans, typed)
    return [
        Row(
            "home, anonymous",
            lambda: content.read(content.path_of(home), home.headline),
            goal=4,
            stretch=2.5,
            plain=lambda: content.read("/", home.headline),
        ),
        Row(
            "public page after publishing",
            lambda: (content.publish(standard, f"bench {number}") for number in itertools.count()),
            goal=20,
            stretch=12,
            plain=lambda: content.read(content.plain_path_of(standard), standard.title),
            clients=1,
            holding="granian",
            why="menu and page are looked up and rendered anew, about half of it in templates",
        ),
        Row(
            "course page, signed in",
            lambda: content.read(content.path_of(course), course.title, learners),
            goal=18,
            stretch=12,
            plain=lambda: content.read(content.plain_path_of(course), course.title, plain_learners),
            why="a state for every lesson and the list of reasons are written for each reader",
        ),
        Row(
            "lesson, signed in",
            lambda: content.read(made.lesson.path, made.lesson.title, learners),
            goal=18,
            stretch=10,
            most_queries=6,
            plain=lambda: content.read(made.lesson.plain_path, made.lesson.title, plain_learners),
            why="alone it takes about 2 ms, half of it to know the reader; threads that wait add the rest",
        ),
        Row(
            "mark as read",
            lambda: saves,
            goal=25,
            stretch=15,
            most_queries=8,
            why="8 queries save it, the rest show the new figures to the script",
        ),
        Row("my learning", lambda: content.read(content.my_learning(), course.title, learners)),
        Row("answer saved in a plan", lambda: answers, goal=25, stretch=15, most_queries=8),
        Row("plan opened, all worksheets and 400 versions of answers", lambda: plans.opened(long_plans)),
        Row("worksheet of such a plan", lambda: plans.worksheets(long_plans)),
    ]
