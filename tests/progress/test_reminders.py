"""A course that stands still brings one kind mail, in the person's language, and a way to have no more of them."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from jadro.accounts.models import User
from jadro.outbox.models import Message
from learning.progress import reminding, services
from learning.progress.tasks import remind_of_stalled_courses
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Skopje"))


mark = partial(learning.mark, at=NOW)


def in_days(number):
    return NOW + timedelta(days=number)


@pytest.fixture
def stalled():
    """Somebody who has done one of two lessons, and the course."""
    course, learner = learning.course(2), accounts.user("ana@example.org", language="en")
    mark(learner, learning.lessons_of(course)[0], course)
    return learner, course


def reminders():
    return Message.objects.filter(kind="progress.reminder")


def test_after_fourteen_days_one_mail_says_what_is_left_and_leads_there(stalled, time_machine):
    _learner, course = stalled
    time_machine.move_to(in_days(13), tick=False)
    remind_of_stalled_courses({})
    assert not reminders().exists()

    time_machine.move_to(in_days(14), tick=False)
    remind_of_stalled_courses({})

    message = reminders().get()
    assert (message.address, message.language) == ("ana@example.org", "en")
    assert "1 of 2 finished" in message.text
    assert learning.lessons_of(course)[1].slug in message.text
    assert course.title in message.subject


def test_nobody_is_reminded_twice_of_the_same_stop(stalled):
    sent = [reminding.remind_all(at=in_days(day)) for day in (14, 14, 20, 30, 90)]

    assert sent == [1, 0, 0, 0, 0]


@pytest.mark.long
def test_who_goes_on_and_stops_again_is_reminded_again(stalled):
    learner, course = stalled
    reminding.remind_all(at=in_days(14))
    module = course.get_children().first().specific
    mark(learner, learning.lesson(module, title="Нова"), course, at=in_days(20))

    assert [reminding.remind_all(at=in_days(day)) for day in (33, 34, 60)] == [0, 1, 0]


@pytest.mark.long
def test_two_stalled_courses_bring_one_mail_a_week(stalled):
    learner, _course = stalled
    other = learning.course(2, title="Друг")
    mark(learner, learning.lessons_of(other)[0], other)

    assert [reminding.remind_all(at=in_days(day)) for day in (14, 15, 20, 21, 28)] == [1, 0, 0, 1, 0]


@pytest.mark.parametrize("why", ["finished", "opted out", "closed account", "only enrolled", "course withdrawn"])
def test_who_has_no_use_for_it_gets_none(stalled, why):
    learner, course = stalled
    if why == "finished":
        mark(learner, learning.lessons_of(course)[1], course)
    elif why == "opted out":
        reminding.stop(learner)
    elif why == "closed account":
        User.objects.filter(pk=learner.pk).update(is_active=False)
    elif why == "only enrolled":
        User.objects.filter(pk=learner.pk).update(is_active=False)
        services.enrol(accounts.user(), course.translation_key, at=NOW)
    else:
        course.unpublish()

    assert reminding.remind_all(at=in_days(14)) == 0
    assert not reminders().exists()


def test_who_finished_in_another_run_is_not_reminded(stalled):
    learner, course = stalled
    mark(learner, learning.lessons_of(course)[1], course)
    learning.cohort(course, learner)

    assert reminding.remind_all(at=in_days(30)) == 0


def test_the_link_stops_them_with_one_press_and_without_signing_in(stalled, client):
    learner, _course = stalled
    reminding.remind_all(at=in_days(14))
    words = reminders().get().text.split()
    address = next(word for word in words if "/reminders/" in word).removeprefix("http://127.0.0.1:8000")
    address = address[address.index("/en/") :]

    opened = client.get(address)
    after_opening = User.objects.get(pk=learner.pk).wants_reminders
    pressed = client.post(address)

    assert (opened.status_code, pressed.status_code) == (200, 200)
    assert after_opening is True
    assert User.objects.get(pk=learner.pk).wants_reminders is False
    assert client.post("/en/my/reminders/made-up/stop/").status_code == 404


def test_the_profile_has_a_switch_for_them(stalled, signed_in):
    learner, _course = stalled
    with translation.override("en"):
        page = signed_in(learner).get("/en/my/profile/").content.decode()

    assert 'name="wants_reminders"' in page
