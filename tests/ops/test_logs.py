"""What the lines of a day hold: what happened and where, and nothing of who it was."""

import logging
import re

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from jadro.accounts.choices import Role
from jadro.ops.log_lines import UtcFormatter
from jadro.outbox import services as outbox
from jadro.outbox.models import Message
from learning.progress.models import Event
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db

EMAIL, NAME, PASSWORD = "ana.tajna@example.org", "Анатајна", "a-password-of-ana"
CODE = re.compile(r"\b\d{4}-\d{4}\b")
RESET_LINK = re.compile(r"/mk/accounts/password/reset/key/\S+")


def lines(caplog) -> str:
    """As an operator reads them."""
    return "\n".join(map(UtcFormatter().format, caplog.records))


def last_mail() -> str:
    return Message.objects.filter(address=EMAIL).latest("pk").text


def no_address_known(mail: EmailMultiAlternatives) -> None:
    raise OSError(f"550 {mail.to[0]} is not known here")


def break_in_two(*_anything: object) -> None:
    raise IntegrityError(f"duplicate key\nDETAIL:  Key (first_name)=({NAME}) of {EMAIL} already exists.")


@pytest.mark.long
def test_a_day_of_a_person_leaves_nothing_of_them_in_the_log(monkeypatch, settings, caplog):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password_from_key": "2/m/ip"}
    lesson = learning.lessons_of(learning.course(2))[0]
    browser, elsewhere = Client(raise_request_exception=False), Client(raise_request_exception=False)

    browser.post("/mk/accounts/signup/", {"email": EMAIL, "password1": PASSWORD, "first_name": NAME})
    signup_code = CODE.findall(last_mail())[0]
    browser.post("/mk/accounts/confirm-email/", {"code": "0000-0000"})
    browser.post("/mk/accounts/confirm-email/", {"code": signup_code})
    elsewhere.post("/mk/accounts/login/", {"login": EMAIL, "password": "a-mistyped-password"})
    elsewhere.post("/mk/accounts/login/code/", {"email": EMAIL})
    login_code = CODE.findall(last_mail())[0]
    elsewhere.post("/mk/accounts/login/code/confirm/", {"code": "0000-0000"})
    elsewhere.post("/mk/accounts/password/reset/", {"email": EMAIL})
    link = RESET_LINK.findall(last_mail())[0]
    refused = [elsewhere.post(link).status_code for _time in range(3)][-1]
    form = learning.mark_form()
    browser.post(reverse("my:mark", args=[lesson.translation_key]), form)
    browser.post("/mk/my/profile/", {"email": EMAIL, "first_name": NAME, "language": "xx"})
    missing = browser.get(f"/mk/nothing/?email={EMAIL}&name={NAME}").status_code
    monkeypatch.setattr(EmailMultiAlternatives, "send", no_address_known)
    sent = outbox.deliver(Message.objects.filter(address=EMAIL).latest("pk").pk)
    monkeypatch.setattr("learning.progress.queries.followed_courses", break_in_two)
    broken = browser.get("/mk/my/", {"email": EMAIL}).status_code

    assert (refused, missing, sent, broken) == (429, 404, False, 500)
    read = lines(caplog)
    assert {"django.request", "jadro.errors", "jadro.outbox.services"} <= {record.name for record in caplog.records}
    private = {
        "e-mail": EMAIL,
        "name": NAME,
        "password": PASSWORD,
        "mistyped password": "a-mistyped-password",
        "code of the sign-up": signup_code,
        "code to sign in": login_code,
        "key of the link": link.rstrip("/").rpartition("/")[2],
        "session": browser.session.session_key,
        "token of forms": browser.cookies["csrftoken"].value if "csrftoken" in browser.cookies else form["request_id"],
        "request": form["request_id"],
        "receipt": Event.objects.get().receipt_number,
    }
    assert {what for what, words in private.items() if words in read} == set()


def test_what_went_wrong_can_still_be_found(monkeypatch, signed_in, caplog):
    monkeypatch.setattr("learning.progress.queries.followed_courses", break_in_two)
    browser = signed_in(accounts.user(), raise_request_exception=False)

    answer = browser.get("/mk/my/", headers={"X-Request-ID": "a-strangers"})

    read, page = lines(caplog), answer.content.decode()
    begun = re.findall(r"^\d{4}-.*", read, re.MULTILINE)
    assert len(begun) == 2
    assert all(f" [{answer['X-Request-ID']}]: " in line for line in begun)
    assert "a-strangers" not in read
    reference = re.findall(r"reference (\w{3}-\w{2})", read)[0]
    assert reference in page
    assert "/mk/my/" in read
    assert "IntegrityError: duplicate key" in read
    assert "in break_in_two" in read


def test_a_refused_right_leaves_a_line_with_its_time_in_utc(monkeypatch, signed_in, caplog):
    lesson = learning.lessons_of(learning.course(1))[0]
    monkeypatch.setattr("learning.progress.views.can", lambda *_anything: False)
    address = reverse("my:mark", args=[lesson.translation_key])

    answer = signed_in(accounts.user()).post(address, learning.mark_form())

    assert answer.status_code == 403
    (line,) = [each for each in lines(caplog).splitlines() if each.endswith(address)]
    own = answer["X-Request-ID"]
    assert re.match(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING django\.request \[{own}\]: Forbidden", line)


def test_each_request_has_its_own_id_and_what_is_logged_after_it_has_none(client, caplog):
    first, second = (client.get("/mk/nothing/")["X-Request-ID"] for _time in range(2))
    logging.getLogger("jadro.outbox").warning("A worker's line.")

    named = [re.findall(r" \[(\w+)\]: ", line) for line in lines(caplog).splitlines()]
    assert first != second
    assert named == [[first], [second], []]


def test_a_page_that_is_kept_for_everybody_carries_the_id_of_each_request(client):
    url = learning.course(1).url

    assert len({client.get(url)["X-Request-ID"] for _time in range(3)}) == 3


def test_a_form_without_its_token_leaves_a_line_of_security(caplog):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post("/mk/accounts/login/", {"login": EMAIL, "password": PASSWORD})

    assert answer.status_code == 403
    assert [(record.name, record.levelno) for record in caplog.records] == [("django.security.csrf", logging.WARNING)]
    assert EMAIL not in lines(caplog)


def test_an_attempt_to_take_rights_is_kept_with_who_made_it_and_when(signed_in):
    coordinator = accounts.user(role=Role.COORDINATOR)
    before = ModelLogEntry.objects.count()

    signed_in(coordinator).post(
        f"/admin/users/edit/{coordinator.pk}/", {"roles": ["editor"], "is_superuser": "on", "email": EMAIL}
    )

    kept = ModelLogEntry.objects.order_by("pk")[before:]
    assert [(each.action, each.user, each.timestamp.utcoffset().total_seconds()) for each in kept] == [
        ("accounts.rights_refused", coordinator, 0)
    ]
    assert EMAIL not in str([each.data for each in kept])
