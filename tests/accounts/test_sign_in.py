"""Signing up and in, as a person does it: pages, forms, and the mail in the outbox."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from jadro.accounts.models import User
from jadro.outbox.models import Message
from tests.accounts.ways_in import (
    CODE,
    after_a_pause,
    code_for,
    is_signed_in,
    landing,
    last_mail,
    sign_in,
    sign_up,
    title,
    without_noise,
)
from tests.factories import accounts
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


# --- Signing up ----------------------------------------------------------------------------------------------------


def test_sign_up_asks_for_the_code_then_signs_in(client):
    response = sign_up(client, "Nova@Example.org", language="sq", first_name="Arta")

    assert response.headers["Location"] == "/sq/accounts/confirm-email/"
    assert not is_signed_in(client)
    mail = last_mail("nova@example.org")
    assert (mail.language, mail.recipient) == ("sq", User.objects.get())
    assert CODE.findall(mail.html) == CODE.findall(mail.text) != []

    response = client.post("/sq/accounts/confirm-email/", {"code": code_for("nova@example.org")})

    assert response.headers["Location"] == landing("sq")
    assert is_signed_in(client)
    person = User.objects.get()
    assert (person.email, person.first_name, person.language) == ("nova@example.org", "Arta", "sq")
    assert EmailAddress.objects.get().verified


def test_sign_up_keeps_the_next_page_through_the_confirmation(client):
    sign_up(client, "nova@example.org", next="/mk/courses/")

    response = client.post("/mk/accounts/confirm-email/", {"code": code_for("nova@example.org")})

    assert response.headers["Location"] == "/mk/courses/"


def test_sign_up_with_a_wrong_code_confirms_nothing(client):
    sign_up(client, "nova@example.org")

    response = client.post("/en/accounts/confirm-email/", {"code": "0000-0000"})

    assert "Error: " in title(response)
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_sign_up_code_is_given_up_after_three_mistakes(client):
    sign_up(client, "nova@example.org")
    right = code_for("nova@example.org")
    for _attempt in range(3):
        client.post("/mk/accounts/confirm-email/", {"code": "0000-0000"})

    client.post("/mk/accounts/confirm-email/", {"code": right})

    assert not is_signed_in(client)


def test_sign_up_with_a_weak_password_says_so_and_makes_nothing(client):
    response = client.post("/en/accounts/signup/", {"email": "nova@example.org", "password1": "1234567890"})

    assert title(response).startswith("Error: ")
    assert response.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_sign_up_with_a_taken_address_answers_like_any_other_and_writes_to_its_owner(client):
    accounts.user("taken@example.org", language="en")

    known, unknown = sign_up(client, "taken@example.org"), sign_up(Client(), "free@example.org")

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert User.objects.count() == 2
    mail = last_mail("taken@example.org")
    assert (mail.kind, mail.language) == ("account.account_already_exists", "en")
    assert "/en/accounts/password/reset/" in mail.text


def test_sign_up_hashes_a_password_for_a_taken_address_too(client, monkeypatch):
    accounts.user("taken@example.org")
    hashed: list[str] = []
    monkeypatch.setattr("jadro.accounts.forms.make_password", hashed.append)

    sign_up(client, "taken@example.org")

    assert hashed == [PASSWORD]


def test_account_that_never_confirmed_is_sent_to_the_confirmation(client):
    sign_up(Client(), "nova@example.org")

    with after_a_pause():
        response = sign_in(client, "nova@example.org")

    assert response.headers["Location"] == "/mk/accounts/confirm-email/"
    assert not is_signed_in(client)


# --- Signing in with a password ------------------------------------------------------------------------------------


def test_sign_in_lands_in_the_language_of_the_profile_and_remembers_it(client):
    accounts.user("ana@example.org", language="sq")

    response = sign_in(client, "ana@example.org")

    assert response.headers["Location"] == landing("sq")
    assert client.cookies["language"].value == "sq"
    assert client.get("/").headers["Location"] == "/sq/"


def test_sign_in_takes_the_address_in_any_case(client):
    accounts.user("ana@example.org")

    sign_in(client, " ANA@Example.ORG ")

    assert is_signed_in(client)


def test_sign_in_follows_next_in_its_own_language(client):
    accounts.user("ana@example.org", language="sq")

    assert sign_in(client, "ana@example.org", next="/en/courses/").headers["Location"] == "/en/courses/"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "http://127.0.0.1/mk/",
        " https://evil.example/",
        "\thttps://evil.example/",
    ],
)
def test_sign_in_never_leads_to_another_place(client, address):
    accounts.user("ana@example.org")

    assert sign_in(client, "ana@example.org", next=address).headers["Location"] == landing("mk")


def test_sign_in_renews_the_session(client):
    accounts.user("ana@example.org")
    client.get("/mk/accounts/login/")
    session = client.session
    session["before"] = "kept"
    session.save()
    before = session.session_key

    client.cookies[settings.SESSION_COOKIE_NAME] = before
    sign_in(client, "ana@example.org")

    assert client.session.session_key != before


def test_wrong_password_and_unknown_address_are_answered_alike(client):
    accounts.user("known@example.org")

    known = sign_in(client, "known@example.org", "wrong", url="/en/accounts/login/")
    unknown = sign_in(client, "unknown@example.org", "wrong", url="/en/accounts/login/")

    assert title(known).startswith("Error: ")
    assert without_noise(known, "known@example.org") == without_noise(unknown, "unknown@example.org")


def test_wrong_password_and_unknown_address_cost_one_hash_each(client, monkeypatch):
    accounts.user("known@example.org")
    hashes: list[str] = []
    in_use = type(get_hasher())
    encode = in_use.encode

    def counted(hasher, password, salt):
        hashes.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(in_use, "encode", counted)

    costs = []
    for address in ("known@example.org", "unknown@example.org"):
        hashes.clear()
        answer = sign_in(client, address, "wrong")
        (refusal,) = answer.context["form"].non_field_errors().as_data()
        costs.append((refusal.code, len(hashes)))

    assert costs == [("email_password_mismatch", 1)] * 2


def test_closed_account_cannot_sign_in(client):
    accounts.user("ana@example.org", is_active=False)

    response = sign_in(client, "ana@example.org")

    assert response.headers["Location"] == "/mk/accounts/inactive/"
    assert client.get("/mk/accounts/inactive/").status_code == 200
    assert not is_signed_in(client)


def test_sign_in_without_token_is_refused():
    accounts.user("ana@example.org")
    client = Client(enforce_csrf_checks=True)

    response = sign_in(client, "ana@example.org")

    assert response.status_code == 403
    assert not is_signed_in(client)


def test_sign_out_ends_the_session_for_a_copied_cookie_too(client):
    accounts.user("ana@example.org")
    sign_in(client, "ana@example.org")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get("/mk/my/profile/").status_code == 200

    client.post("/mk/accounts/logout/")

    assert thief.get("/mk/my/profile/").status_code == 302


def test_signing_out_by_a_link_changes_nothing(client):
    accounts.user("ana@example.org")
    sign_in(client, "ana@example.org")

    assert client.get("/mk/accounts/logout/").status_code == 200
    assert is_signed_in(client)


# --- Signing in with a code ----------------------------------------------------------------------------------------


def test_code_by_mail_signs_in(client):
    person = accounts.user("ana@example.org", language="sq")
    response = client.post("/mk/accounts/login/code/", {"email": "ana@example.org", "next": "/mk/courses/"})
    mail = last_mail("ana@example.org")
    assert (mail.language, mail.recipient) == ("sq", person)

    response = client.post(response.headers["Location"], {"code": code_for("ana@example.org"), "next": "/mk/courses/"})

    assert response.headers["Location"] == "/mk/courses/"
    assert is_signed_in(client)


def test_code_may_be_written_without_its_hyphen(client):
    accounts.user("ana@example.org")
    client.post("/mk/accounts/login/code/", {"email": "ana@example.org"})

    client.post("/mk/accounts/login/code/confirm/", {"code": code_for("ana@example.org").replace("-", " ")})

    assert is_signed_in(client)


def test_code_works_in_the_browser_that_asked_for_it_only(client):
    accounts.user("ana@example.org")
    client.post("/mk/accounts/login/code/", {"email": "ana@example.org"})
    other = Client()

    other.post("/mk/accounts/login/code/confirm/", {"code": code_for("ana@example.org")})

    assert not is_signed_in(other)


def test_code_is_answered_alike_for_known_and_unknown_addresses(client):
    accounts.user("known@example.org")
    pages = []
    for address in ("known@example.org", "unknown@example.org"):
        person = Client()
        response = person.post("/en/accounts/login/code/", {"email": address}, follow=True)
        pages.append((response.redirect_chain, without_noise(response, address)))

    assert pages[0] == pages[1]
    assert last_mail("unknown@example.org").kind == "account.unknown_account"


def test_asking_for_codes_again_and_again_is_refused(client):
    accounts.user("ana@example.org")
    for _attempt in range(4):
        Client().post("/mk/accounts/login/code/", {"email": "ana@example.org"})

    assert Message.objects.count() == 3


# --- Mail ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "is_sensitive"),
    [
        (lambda client: client.post("/mk/accounts/login/code/", {"email": "ana@example.org"}), True),
        (lambda client: client.post("/mk/accounts/password/reset/", {"email": "ana@example.org"}), True),
        (lambda client: sign_up(client, "ana@example.org"), False),
    ],
)
def test_mail_that_lets_its_reader_in_is_deleted_after_sending(client, ask, is_sensitive):
    accounts.user("ana@example.org")

    ask(client)

    assert last_mail("ana@example.org").sensitive is is_sensitive


# --- Every page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["mk", "sq", "en"])
@pytest.mark.parametrize(
    "path", ["login/", "signup/", "login/code/", "password/reset/", "password/reset/done/", "password/reset/key/done/"]
)
def test_page_for_visitors_opens_in_every_language(client, language, path):
    response = client.get(f"/{language}/accounts/{path}")

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("path", ["logout/", "email/", "password/change/", "reauthenticate/"])
def test_page_of_the_account_opens(client, path):
    client.force_login(accounts.user())

    assert client.get(f"/mk/accounts/{path}").status_code == 200


def test_fields_say_to_the_browser_what_they_are(client):
    page = client.get("/mk/accounts/login/").content.decode() + client.get("/mk/accounts/signup/").content.decode()

    for purpose in ("username", "current-password", "email", "new-password", "given-name", "family-name"):
        assert f'autocomplete="{purpose}"' in page
    assert "placeholder=" not in page
