"""Synthetic learners: histories one could believe, of people one could not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.utils import timezone

from jadro.accounts.models import User
from jadro.demo import histories, learners, pages
from jadro.demo.people import OnlyInDevelopment
from learning.courses import queries as courses
from learning.courses.models import Enrolment
from learning.progress import queries as progress
from learning.progress import rebuilding
from learning.progress.choices import EventKind

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demo")]

NOW = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Skopje"))


@pytest.fixture
def development(settings):
    settings.DEBUG = True


def offered() -> list[courses.Contents]:
    keys = [pages.lasting_id(f"course-{key}") for key in ("onboarding", "advocacy")]
    found = courses.contents_of(keys, "mk", AnonymousUser())
    return [found[key] for key in keys]


def invented(count: int) -> list[histories.Learner]:
    return [histories.invent(number, offered(), ["bitola", "tetovo", "ohrid"], until=NOW) for number in range(count)]


def synthetic() -> dict[str, tuple]:
    """What is stored of each synthetic learner."""
    accounts = User.objects.filter(email__startswith="learner").order_by("pk")
    return {
        account.email: (
            account.pk,
            str(account),
            account.date_joined,
            [
                str(each)
                for each in progress.explain_all(account, [each.course_key for each in offered()], "mk").values()
            ],
        )
        for account in accounts
    }


def test_the_same_number_has_the_same_history_and_another_number_another():
    once, again = invented(5), invented(5)

    assert once == again
    assert len({learner.steps for learner in once}) == 5


def test_steps_go_forward_in_time_from_joining_until_now():
    for learner in invented(200):
        moments = [learner.joined_at, *(step.at for step in learner.steps), NOW]
        assert moments == sorted(moments)
        assert learner.joined_at > NOW - timedelta(days=histories.EARLIEST_DAYS + 1)


def test_some_only_look_some_stop_some_finish_and_some_take_a_mark_back():
    first = offered()[0]

    def marks(learner):
        done: set[int] = set()
        for step in learner.steps:
            if step.course_key == first.course_key and step.kind:
                (done.add if step.kind == EventKind.DONE else done.discard)(step.part.activity_id)
        return len(done)

    everybody = invented(200)
    counts = [marks(learner) for learner in everybody]

    assert 5 <= counts.count(0) <= 60
    assert 40 <= counts.count(len(first.parts)) <= 120
    assert sum(0 < count < len(first.parts) for count in counts) >= 40
    assert any(step.kind == EventKind.UNDONE for learner in everybody for step in learner.steps)
    assert {learner.language for learner in everybody} == {"mk", "sq", "en"}
    assert len({learner.municipality for learner in everybody}) == 3


@pytest.mark.usefixtures("development")
def test_a_second_load_adds_nobody_and_a_larger_one_adds_the_difference():
    call_command("load_demo", "--without-people", "--learners", "12", verbosity=0)
    twelve = synthetic()

    call_command("load_demo", "--without-people", "--learners", "12", verbosity=0)
    again = synthetic()
    call_command("load_demo", "--without-people", "--learners", "15", verbosity=0)
    fifteen = synthetic()

    assert again == twelve
    assert list(fifteen) == [f"learner{number}@example.org" for number in range(1, 16)]
    assert {email: fifteen[email] for email in twelve} == twelve


@pytest.mark.usefixtures("development")
def test_what_they_did_is_counted_like_everybodys_work():
    learners.load(20, at=timezone.now())

    assert Enrolment.objects.count() >= 20
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.usefixtures("development")
def test_nobody_can_sign_in_as_one_of_them_and_their_names_say_what_they_are():
    learners.load(6, at=timezone.now())

    for account in User.objects.filter(email__startswith="learner"):
        assert not account.has_usable_password()
        assert account.first_name in {"Демо", "Demo"}
        assert account.last_name.split()[1] == account.email.removeprefix("learner").removesuffix("@example.org")


@pytest.mark.parametrize("others", [[], ["--without-people"]])
def test_they_are_refused_while_debug_is_off(settings, others):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="only while DEBUG is on"):
        call_command("load_demo", *others, "--learners", "3", verbosity=0)
    with pytest.raises(OnlyInDevelopment):
        learners.load(3, at=NOW)

    assert not User.objects.exists()


@pytest.mark.usefixtures("development")
def test_less_than_none_is_explained():
    with pytest.raises(CommandError, match="--learners is -1: write how many"):
        call_command("load_demo", "--without-people", "--learners", "-1", verbosity=0)
