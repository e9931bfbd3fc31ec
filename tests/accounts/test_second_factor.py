"""The second step of signing in: an app's code after the password, setting it up and turning it off."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from jadro.accounts import services
from jadro.outbox.models import Message
from tests.accounts.second_step import (
    STEP,
    is_signed_in,
    kinds_of_mail,
    open_activation,
    prove_who_one_is,
    recovery_codes,
    set_up,
    write_code,
    write_password,
)
from tests.factories import accounts
from tests.factories.accounts import code_of_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_that_stands")]


# --- Signing in ----------------------------------------------------------------------------------------------------


def test_the_password_alone_does_not_sign_in(client):
    accounts.second_factor(accounts.user("ana@example.org"))

    response = write_password(client, "ana@example.org")

    assert response.headers["Location"] == f"{STEP}authenticate/"
    assert not is_signed_in(client)


def test_the_code_of_the_app_signs_in_and_leads_where_one_wanted_to_go(client):
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    write_password(client, "ana@example.org", next="/mk/courses/")

    response = write_code(client, code_of_app(secret))

    assert response.headers["Location"] == "/mk/courses/"
    assert is_signed_in(client)


def test_the_code_by_mail_is_not_enough_either(client):
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    client.post("/mk/accounts/login/code/", {"email": "ana@example.org"})
    by_mail = re.findall(r"\b\d{4}-\d{4}\b", Message.objects.get().text)[0]

    response = client.post("/mk/accounts/login/code/confirm/", {"code": by_mail})
    assert response.headers["Location"] == f"{STEP}authenticate/"
    assert not is_signed_in(client)

    write_code(client, code_of_app(secret))
    assert is_signed_in(client)


def test_a_new_password_by_mail_does_not_go_round_the_second_step(client):
    accounts.second_factor(accounts.user("ana@example.org"))
    client.post("/mk/accounts/password/reset/", {"email": "ana@example.org"})
    link = re.findall(r"http://testserver(/\S+)", Message.objects.get().text)[0]
    form = client.get(link).headers["Location"]

    client.post(form, {"password1": "a-fresh-long-password"})
    assert not is_signed_in(client)

    client.post("/mk/accounts/login/", {"login": "ana@example.org", "password": "a-fresh-long-password"})
    assert not is_signed_in(client)


@pytest.mark.parametrize(("later", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_works_in_its_half_minute_and_those_beside_it(client, later, works):
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    write_password(client, "ana@example.org")

    write_code(client, code_of_app(secret, later=later))

    assert is_signed_in(client) is works


def test_a_code_may_be_written_in_two_groups(client):
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    write_password(client, "ana@example.org")
    code = code_of_app(secret)

    write_code(client, f"{code[:3]} {code[3:]}")

    assert is_signed_in(client)


@pytest.mark.parametrize("seconds", [0, 31])
def test_a_code_that_was_seen_by_somebody_works_once(client, time_machine, seconds):
    """Also in the next half minute, in which it would still be a right one."""
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    write_password(client, "ana@example.org")
    code = code_of_app(secret)
    write_code(client, code)
    assert is_signed_in(client)
    thief = Client()

    time_machine.shift(seconds)
    write_password(thief, "ana@example.org")
    write_code(thief, f"{code[:3]}-{code[3:]}")

    assert not is_signed_in(thief)


def test_the_code_that_set_the_app_up_does_not_sign_in_as_well(client):
    accounts.user("ana@example.org")
    write_password(client, "ana@example.org")
    secret = set_up(client)
    thief = Client()

    write_password(thief, "ana@example.org")
    write_code(thief, code_of_app(secret))

    assert not is_signed_in(thief)


def test_a_recovery_code_signs_in_once(client):
    person = accounts.user("ana@example.org")
    accounts.second_factor(person)
    code = recovery_codes(person)[0]
    write_password(client, "ana@example.org")
    write_code(client, code)
    assert is_signed_in(client)
    assert len(recovery_codes(person)) == 9
    thief = Client()

    write_password(thief, "ana@example.org")
    write_code(thief, code)

    assert not is_signed_in(thief)


def test_a_code_of_somebody_else_does_not_sign_in(client):
    accounts.second_factor(accounts.user("ana@example.org"))
    others = accounts.second_factor(accounts.user("other@example.org"))
    write_password(client, "ana@example.org")

    write_code(client, code_of_app(others))

    assert not is_signed_in(client)


def test_a_wrong_code_says_so(client):
    accounts.second_factor(accounts.user("ana@example.org"))
    write_password(client, "ana@example.org")

    page = client.post("/en/accounts/second-step/authenticate/", {"code": "000000"}).content.decode()

    assert "<title>Error: " in page
    assert "This is not a code that works now" in page


def test_guessing_codes_is_stopped_from_every_browser_and_the_right_code_waits_too(client):
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    for number in range(5):
        browser = Client(REMOTE_ADDR=f"10.0.0.{number}")
        write_password(browser, "ana@example.org")
        write_code(browser, "000000")
    write_password(client, "ana@example.org")

    page = client.post("/en/accounts/second-step/authenticate/", {"code": code_of_app(secret)}).content.decode()

    assert "Wait five minutes" in page
    assert not is_signed_in(client)


def test_codes_are_taken_again_after_five_minutes(client, time_machine):
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    write_password(client, "ana@example.org")
    for _attempt in range(6):
        write_code(client, "000000")

    time_machine.shift(301)
    write_code(client, code_of_app(secret))

    assert is_signed_in(client)


def test_nobody_guesses_on_after_fifty_codes_in_a_day(client, time_machine):
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    write_password(client, "ana@example.org")
    for _pause in range(10):
        for _attempt in range(5):
            write_code(client, "000000")
        time_machine.shift(301)

    write_code(client, code_of_app(secret))

    assert not is_signed_in(client)


def test_the_page_for_the_code_is_for_those_who_wrote_their_password_alone(client):
    accounts.second_factor(accounts.user("ana@example.org"))

    assert client.get(f"{STEP}authenticate/").headers["Location"] == "/mk/accounts/login/"


# --- Setting it up and turning it off --------------------------------------------------------------------------------


def test_setting_up_asks_who_one_is_and_gives_recovery_codes(client, at_once):
    person = accounts.user("ana@example.org", language="sq")
    write_password(client, "ana@example.org")
    assert "/reauthenticate/" in client.get(f"{STEP}totp/activate/").headers["Location"]
    secret = open_activation(client)

    with at_once():
        response = client.post(f"{STEP}totp/activate/", {"code": code_of_app(secret)})

    assert response.headers["Location"] == f"{STEP}recovery-codes/"
    page = client.get(f"{STEP}recovery-codes/").content.decode()
    assert [code for code in recovery_codes(person) if f"<code>{code}</code>" not in page] == []
    assert kinds_of_mail(person) == ["account.totp_activated"]
    assert Message.objects.get().language == "sq"


def test_setting_up_with_a_wrong_code_turns_nothing_on(client):
    person = accounts.user("ana@example.org")
    write_password(client, "ana@example.org")
    open_activation(client)

    page = client.post("/en/accounts/second-step/totp/activate/", {"code": "000000"}).content.decode()

    assert "This is not a code that works now" in page
    assert not services.has_second_factor(person)


@pytest.mark.long
def test_guessing_at_the_set_up_is_stopped_in_words_that_fit(client):
    person = accounts.user("ana@example.org")
    write_password(client, "ana@example.org")
    open_activation(client)
    for _attempt in range(5):
        client.post(f"{STEP}totp/activate/", {"code": "000000"})

    page = client.post("/en/accounts/second-step/totp/activate/", {"code": "000000"}).content.decode()

    assert "Wait five minutes" in page
    assert not services.has_second_factor(person)


def test_setting_up_signs_out_all_other_browsers(client, signed_in, at_once):
    person, stranger = accounts.user("ana@example.org"), accounts.user()
    elsewhere, of_another = Client(), signed_in(stranger)
    write_password(elsewhere, "ana@example.org")
    write_password(client, "ana@example.org")

    with at_once():
        set_up(client)

    assert client.get("/mk/my/profile/").status_code == 200
    assert elsewhere.get("/mk/my/profile/").status_code == 302
    assert of_another.get("/mk/my/profile/").status_code == 200
    assert services.has_second_factor(person)


def test_the_page_that_sets_it_up_holds_nothing_a_strict_policy_would_refuse(client):
    accounts.user("ana@example.org")
    write_password(client, "ana@example.org")
    open_activation(client)

    page = client.get(f"{STEP}totp/activate/").content.decode()

    assert page.count("<svg") > page.count("<svg class")  # the picture is there
    assert re.findall(r'<\?xml|data:|style=|<style|\son\w+=|<script(?! type="module" src=)', page) == []


def test_the_secret_is_not_readable_in_the_database(client):
    person = accounts.user("ana@example.org")
    write_password(client, "ana@example.org")

    secret = set_up(client)

    stored = str(list(Authenticator.objects.filter(user=person).values_list("data", flat=True)))
    assert secret not in stored
    assert [code for code in recovery_codes(person) if code in stored] == []


def test_a_key_that_was_replaced_still_opens_what_it_closed(client, settings):
    secret = accounts.second_factor(accounts.user("ana@example.org"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-one-" + "y" * 50
    write_password(client, "ana@example.org")

    write_code(client, code_of_app(secret))

    assert is_signed_in(client)


def test_without_the_key_no_code_fits(client, settings):
    person = accounts.user("ana@example.org")
    secret, spare = accounts.second_factor(person), recovery_codes(person)[0]
    settings.SECRET_KEY = "another-one-" + "y" * 50

    for code in (code_of_app(secret), spare):
        write_password(client, "ana@example.org")
        assert write_code(client, code).status_code == 200
        assert not is_signed_in(client)


def test_turning_off_asks_who_one_is_and_says_so_by_mail(client):
    person = accounts.user("ana@example.org")
    secret = accounts.second_factor(person)
    write_password(client, "ana@example.org")
    write_code(client, code_of_app(secret))
    client.post(f"{STEP}totp/deactivate/")
    assert services.has_second_factor(person)

    prove_who_one_is(client, f"{STEP}totp/deactivate/")
    client.post(f"{STEP}totp/deactivate/")

    assert not Authenticator.objects.filter(user=person).exists()
    assert kinds_of_mail(person) == ["account.totp_deactivated"]


def test_new_recovery_codes_take_the_place_of_the_old(client, at_once):
    person = accounts.user("ana@example.org")
    secret, old = accounts.second_factor(person), recovery_codes(person)
    write_password(client, "ana@example.org")
    write_code(client, code_of_app(secret))
    prove_who_one_is(client, f"{STEP}recovery-codes/generate/")

    with at_once():
        client.post(f"{STEP}recovery-codes/generate/")

    assert set(recovery_codes(person)).isdisjoint(old)
    assert kinds_of_mail(person) == ["account.recovery_codes_generated"]
    download = client.get(f"{STEP}recovery-codes/download/")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.content.decode().split()[-10:] == recovery_codes(person)


def test_who_has_no_password_proves_who_they_are_by_a_code(client):
    person = accounts.user("ana@example.org", password=None)
    secret = accounts.second_factor(person)
    client.post("/mk/accounts/login/code/", {"email": "ana@example.org"})
    by_mail = re.findall(r"\b\d{4}-\d{4}\b", Message.objects.get().text)[0]
    client.post("/mk/accounts/login/code/confirm/", {"code": by_mail})
    write_code(client, code_of_app(secret))
    assert "/reauthenticate/" in client.get(f"{STEP}recovery-codes/").headers["Location"]

    client.post(f"{STEP}reauthenticate/", {"code": code_of_app(secret, later=1), "next": f"{STEP}recovery-codes/"})

    assert client.get(f"{STEP}recovery-codes/").status_code == 200
