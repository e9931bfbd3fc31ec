"""Guessing is slowed, and a class behind one address is not."""

import pytest
from django.test import Client

from tests.accounts.ways_in import LOGIN, code_for, is_signed_in, sign_in, sign_up
from tests.factories import accounts
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def test_guessing_one_account_is_stopped_and_the_right_password_waits_too(client):
    accounts.user("ana@example.org")
    for attempt in range(5):
        sign_in(client, "ana@example.org", f"guess-{attempt}")

    response = sign_in(client, "ana@example.org", url="/en/accounts/login/")

    assert "Wait five minutes" in response.content.decode()
    assert not is_signed_in(client)


def test_guessing_goes_on_being_stopped_from_other_addresses(client):
    accounts.user("ana@example.org")
    for attempt in range(5):
        client.post(LOGIN, {"login": "ana@example.org", "password": "guess"}, REMOTE_ADDR=f"10.0.0.{attempt}")

    client.post(LOGIN, {"login": "ana@example.org", "password": PASSWORD}, REMOTE_ADDR="10.0.0.99")

    assert not is_signed_in(client)


def test_account_opens_again_after_five_minutes(client, time_machine):
    accounts.user("ana@example.org")
    time_machine.move_to("2026-11-24 12:00:00Z", tick=False)
    for attempt in range(5):
        sign_in(client, "ana@example.org", f"guess-{attempt}")

    time_machine.shift(301)
    sign_in(client, "ana@example.org")

    assert is_signed_in(client)


@pytest.mark.long
def test_guessing_many_accounts_from_one_address_is_stopped(client):
    accounts.user("ana@example.org")
    for attempt in range(90):
        sign_in(client, f"guess{attempt}@example.org", "guess")

    sign_in(client, "ana@example.org")

    assert not is_signed_in(client)


@pytest.mark.long
def test_class_of_thirty_behind_one_address_signs_in_after_two_mistakes_each():
    people = [accounts.user() for _number in range(30)]

    for person in people:
        browser = Client()
        for _mistake in range(2):
            sign_in(browser, person.email, "mistyped")
        sign_in(browser, person.email)
        assert is_signed_in(browser)


@pytest.mark.long
def test_class_of_thirty_behind_one_address_signs_up_and_asks_for_codes():
    for number in range(30):
        browser = Client()
        sign_up(browser, f"new{number}@example.org")
        browser.post("/mk/accounts/confirm-email/", {"code": code_for(f"new{number}@example.org")})
        assert is_signed_in(browser)
        again = Client()
        again.post("/mk/accounts/login/code/", {"email": f"new{number}@example.org"})
        again.post("/mk/accounts/login/code/confirm/", {"code": code_for(f"new{number}@example.org")})
        assert is_signed_in(again)


@pytest.mark.long
def test_machine_signing_in_is_told_how_long_to_wait(client, monkeypatch):
    monkeypatch.setattr("jadro.urls.handler429", "jadro.accounts.views.too_often", raising=False)
    for attempt in range(120):
        sign_in(client, f"guess{attempt}@example.org", "guess")

    response = sign_in(client, "one-more@example.org", "guess", url="/en/accounts/login/")

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "300"
    assert "Wait 5 minutes" in response.content.decode()
