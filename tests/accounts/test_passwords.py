"""Another password, another address: by a link in the mail, or by who is signed in."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from jadro.accounts.models import User
from tests.accounts.ways_in import FRESH, code_for, last_mail, sign_in, without_noise
from tests.factories import accounts
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


# --- A new password ------------------------------------------------------------------------------------------------


def reset_link(client, address, language="mk") -> str:
    client.post(f"/{language}/accounts/password/reset/", {"email": address})
    return re.findall(r"http://testserver(/\S+)", last_mail(address).text)[0]


def set_password(client, link, password=FRESH):
    response = client.get(link)
    if response.status_code == 302:
        client.post(response.headers["Location"], {"password1": password})


def test_reset_link_sets_a_new_password_in_the_language_of_its_owner(client):
    accounts.user("ana@example.org", language="sq")

    link = reset_link(client, "ana@example.org")
    set_password(client, link)

    assert link.startswith("/sq/accounts/password/reset/key/")
    assert User.objects.get().check_password(FRESH)
    assert last_mail("ana@example.org").kind == "account.password_reset"


def test_reset_link_works_once(client):
    accounts.user("ana@example.org")
    link = reset_link(client, "ana@example.org")
    set_password(client, link)

    set_password(Client(), link, "another-long-password")

    assert User.objects.get().check_password(FRESH)
    assert Client().get(link.replace("/mk/", "/en/")).context["token_fail"]


def test_second_reset_link_voids_the_first_once_it_is_used(client):
    accounts.user("ana@example.org")
    first, second = reset_link(client, "ana@example.org"), reset_link(client, "ana@example.org")
    set_password(client, second)

    set_password(Client(), first, "another-long-password")

    assert User.objects.get().check_password(FRESH)


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_reset_link_works_for_an_hour(client, time_machine, minutes, works):
    accounts.user("ana@example.org")
    time_machine.move_to("2026-11-24 12:00:00Z", tick=False)
    link = reset_link(client, "ana@example.org")

    time_machine.shift(minutes * 60)
    set_password(Client(), link)

    assert User.objects.get().check_password(FRESH) is works


def test_reset_signs_other_browsers_out(client):
    accounts.user("ana@example.org")
    elsewhere = Client()
    sign_in(elsewhere, "ana@example.org")

    set_password(client, reset_link(client, "ana@example.org"))

    assert elsewhere.get("/mk/my/profile/").status_code == 302


def test_reset_is_answered_alike_for_known_and_unknown_addresses(client):
    accounts.user("known@example.org")

    pages = []
    for address in ("known@example.org", "unknown@example.org"):
        response = client.post("/en/accounts/password/reset/", {"email": address}, follow=True)
        pages.append((response.redirect_chain, without_noise(response, address)))

    assert pages[0] == pages[1]


# --- Changing the e-mail and the password --------------------------------------------------------------------------


def test_new_email_counts_when_its_code_is_written(client):
    person = accounts.user("ana@example.org")
    sign_in(client, "ana@example.org")
    response = client.post("/mk/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert response.headers["Location"].startswith("/mk/accounts/reauthenticate/")
    client.post(response.headers["Location"], {"password": PASSWORD, "next": "/mk/accounts/email/"})
    person.refresh_from_db()
    assert person.email == "ana@example.org"

    client.post("/mk/accounts/confirm-email/", {"code": code_for("new@example.org")})

    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["new@example.org"]
    assert last_mail("ana@example.org").kind == "account.email_changed"


def test_password_is_changed_by_who_knows_the_present_one(client):
    person = accounts.user("ana@example.org")
    sign_in(client, "ana@example.org")

    client.post("/mk/accounts/password/change/", {"oldpassword": "wrong", "password1": FRESH})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)

    response = client.post("/mk/accounts/password/change/", {"oldpassword": PASSWORD, "password1": FRESH})
    person.refresh_from_db()
    assert person.check_password(FRESH)
    assert response.headers["Location"] == "/mk/my/profile/"
    assert client.get("/mk/my/profile/").status_code == 200
