"""What the statistics of a course cost, whole page and table, by the number of its learners.

    python -m bench.statistics                      30, 1,000 and 10,000 learners of a course of sixty lessons
    python -m bench.statistics --quick              30 and 1,000
    python -m bench.statistics --postgres postgres://postgres@127.0.0.1:5432

Every learner has opened all lessons and done all but the last one. Answers are looked at before they are timed. Asks
inside this process, so that the time is that of one request alone.
"""

import argparse
import statistics
import sys
import time
import tracemalloc
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from bench import installation
from bench.soak import say
from bench.table import grid, number

LEARNERS = (30, 1000, 10_000)
LESSONS = 60
REPEATS = 3
AT_ONCE = 5000
HEAD = ("learners", "activities", "page, s", "queries", "CSV, s", "memory at most, MB")


def make_course() -> Any:
    from django.utils import timezone
    from wagtail.models import Locale

    from jadro.home.models import HomePage
    from learning.courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage

    home = HomePage.objects.get(locale=Locale.get_default())
    section = home.add_child(instance=CourseIndexPage(title="Курсеви"))
    course = section.add_child(instance=CoursePage(title="Застапување", live=False))
    module = course.add_child(instance=ModulePage(title="Модул"))
    for place in range(1, LESSONS + 1):
        module.add_child(instance=LessonPage(title=f"Лекција {place}", minutes=8, first_published_at=timezone.now()))
    course.save_revision().publish()
    return CoursePage.objects.get(pk=course.pk)


def enrol(course: Any, people: range) -> None:
    """Learners as the services would have written them, without the hours that would take."""
    from django.utils import timezone

    from jadro.accounts.models import User
    from learning.courses.models import Enrolment, OutlineItem, Run
    from learning.progress.choices import EventKind
    from learning.progress.models import Event, ReadingPlace

    run, _is_new = Run.objects.get_or_create(course_key=course.translation_key, kind="open")
    listed = list(OutlineItem.objects.filter(outline__course_key=course.translation_key).in_order())
    begun = timezone.now() - timedelta(days=300)
    learners = User.objects.bulk_create(User(email=f"counted{each}@example.org") for each in people)
    Enrolment.objects.bulk_create(
        Enrolment(run=run, learner=learner, enrolled_at=begun + timedelta(days=each % 280))
        for each, learner in enumerate(learners)
    )
    steps = (
        (learner, item, begun + timedelta(days=each % 280, minutes=9 * item.position))
        for each, learner in enumerate(learners)
        for item in listed
    )
    events, places = [], []
    for learner, item, at in steps:
        places.append(ReadingPlace(learner=learner, lesson_key=item.page_key, opened_at=at, read_at=at))
        if item.position < LESSONS:
            events.append(
                Event(
                    request_id=uuid4(),
                    learner=learner,
                    activity_id=item.activity_id,
                    kind=EventKind.DONE,
                    recorded_at=at,
                    language="mk",
                )
            )
    Event.objects.bulk_create(events, batch_size=AT_ONCE)
    ReadingPlace.objects.bulk_create(places, batch_size=AT_ONCE)


def measure(course_key: UUID, learners: int) -> list[str]:
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from jadro.accounts.models import User
    from learning.statistics.disclosure import rounded

    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(User.objects.get(email="counting@example.org"))
    address = reverse("statistics:course", args=[course_key])

    def ask(query: str = "") -> float:
        began = time.perf_counter()
        response = browser.get(address + query, secure=True)
        took = time.perf_counter() - began
        if response.status_code != 200 or str(rounded(learners)).encode() not in response.content:
            said = f"{response.status_code} {response.headers.get('Location', '')}"
            raise SystemExit(f"A wrong answer, so nothing was measured: {address}{query} {said}")
        return took

    ask()
    queries: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        ask()
    page = statistics.median(ask() for _ in range(REPEATS))
    table = statistics.median(ask("?export=csv") for _ in range(REPEATS))
    tracemalloc.start()
    ask()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return [f"{learners:,}", str(LESSONS), number(page), str(len(queries)), number(table), number(peak / 1e6)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.statistics", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="without the largest number")
    parser.add_argument("--postgres", default="")
    asked = parser.parse_args()
    rows = []
    with installation.temporary(asked.postgres) as site:
        site.run(*installation.MANAGE, "collectstatic", "--noinput")
        site.migrate()
        site.enter()
        from allauth.mfa.models import Authenticator

        from jadro.accounts import services as accounts
        from jadro.accounts.choices import Role

        editor = accounts.create_account(
            email="counting@example.org", password=None, roles=[Role.EDITOR], language="mk"
        )
        # A public machine lets nobody into the admin without a second step.
        Authenticator.objects.create(user=editor, type=Authenticator.Type.TOTP, data={"secret": ""})
        course, there = make_course(), 0
        for learners in LEARNERS[:-1] if asked.quick else LEARNERS:
            enrol(course, range(there, learners))
            there = learners
            rows.append(measure(course.translation_key, learners))
            say(f"{learners:,} learners are measured")
    print(grid(HEAD, rows), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
