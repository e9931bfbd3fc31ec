"""The surface outside the admin: who may open which address, and what no address does for anybody.

The admin's own matrix is in `tests/accounts/test_admin_matrix.py`.
"""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from jadro.accounts import services
from jadro.accounts.choices import Role
from tests.factories import accounts

pytestmark = pytest.mark.django_db

# What a visitor and an account get when they open an address. Every name in the URLconf has to choose.
EVERYBODY = (200, 200)
ACCOUNTS = (302, 200)  # a visitor is asked to sign in
VISITORS = (200, 302)  # who is signed in is led on
FORMS_ONLY = (405, 405)
FORMS_OF_ACCOUNTS = (302, 405)
ACCOUNTS_ONCE_SURE = (302, 302)  # a visitor is asked to sign in, an account to write its password again
WHAT_IS_SET_UP = (302, 404)  # an account without a second step has none of it
NOT_THEIRS = (302, 404)  # an account has nothing there yet
NOT_FINISHED = (302, 409)
OVER = (302, 410)  # an invitation to nothing
NOBODY = (302, 302)  # leads to the page that does it, or back to the step before
WHO_OPENS = {
    "ops:alive": EVERYBODY,
    "ops:ready": EVERYBODY,
    "wagtaildocs_serve": EVERYBODY,
    "wagtaildocs_authenticate_with_password": EVERYBODY,
    "media:rendition": EVERYBODY,
    "theme": FORMS_ONLY,
    "data": FORMS_ONLY,
    "sitemap": EVERYBODY,
    "robots": EVERYBODY,
    "favicon": NOBODY,
    "account_login": VISITORS,
    "account_logout": ACCOUNTS,
    "account_inactive": EVERYBODY,
    "account_signup": VISITORS,
    "account_reauthenticate": ACCOUNTS,
    "account_email": ACCOUNTS,
    "account_email_verification_sent": NOBODY,
    "account_change_password": ACCOUNTS,
    "account_set_password": NOBODY,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "account_request_login_code": VISITORS,
    "account_confirm_login_code": NOBODY,
    "mfa_index": ACCOUNTS,
    "mfa_authenticate": NOBODY,
    "mfa_reauthenticate": ACCOUNTS_ONCE_SURE,
    "mfa_activate_totp": ACCOUNTS_ONCE_SURE,
    "mfa_deactivate_totp": WHAT_IS_SET_UP,
    "mfa_view_recovery_codes": WHAT_IS_SET_UP,
    "mfa_generate_recovery_codes": ACCOUNTS_ONCE_SURE,
    "mfa_download_recovery_codes": WHAT_IS_SET_UP,
    "my:learning": ACCOUNTS,
    "my:enrol": FORMS_ONLY,
    "my:choose_new": FORMS_ONLY,
    "my:stop_reminders": EVERYBODY,
    "paths:path": EVERYBODY,
    "my:mark": FORMS_ONLY,
    "my:keep_place": FORMS_OF_ACCOUNTS,
    "quizzes:submit": FORMS_ONLY,
    "quizzes:attempt": NOT_THEIRS,
    "quizzes:assess": FORMS_OF_ACCOUNTS,
    "plans:plans": ACCOUNTS,
    "plans:new": ACCOUNTS,
    "plans:choose": FORMS_OF_ACCOUNTS,
    "plans:plan": NOT_THEIRS,
    "plans:head": NOT_THEIRS,
    "plans:archive": FORMS_OF_ACCOUNTS,
    "plans:whole": NOT_THEIRS,
    "plans:export": NOT_THEIRS,
    "plans:export_map": NOT_THEIRS,
    "plans:hand_in_plan": NOT_THEIRS,
    "plans:submission": NOT_THEIRS,
    "plans:withdraw": FORMS_OF_ACCOUNTS,
    "plans:team": NOT_THEIRS,
    "plans:leave": FORMS_OF_ACCOUNTS,
    "plans:uninvite": FORMS_OF_ACCOUNTS,
    "plans:invitation": OVER,
    "plans:worksheet": NOT_THEIRS,
    "plans:hand_in": NOT_THEIRS,
    "plans:history": NOT_THEIRS,
    "plans:save_field": FORMS_ONLY,
    "plans:take": FORMS_OF_ACCOUNTS,
    "plans:restore": FORMS_OF_ACCOUNTS,
    "plans:settle": FORMS_OF_ACCOUNTS,
    "toolkits:blank": EVERYBODY,
    "toolkits:blanks": EVERYBODY,
    "certificates:check": EVERYBODY,
    "certificates:certificate": EVERYBODY,
    "certificates:mine": ACCOUNTS,
    "certificates:pdf": NOT_THEIRS,
    "certificates:show": FORMS_OF_ACCOUNTS,
    "certificates:ask": NOT_FINISHED,
    "accounts:profile": ACCOUNTS,
    "accounts:sessions": ACCOUNTS,
    "accounts:my_data": ACCOUNTS,
    "accounts:take_data": ACCOUNTS,
    "accounts:erase": ACCOUNTS,
    "accounts:send_erase_code": FORMS_OF_ACCOUNTS,
    "wish_translation": FORMS_ONLY,
    "corrections:report": EVERYBODY,
    "wagtailcore_authenticate_with_password": EVERYBODY,
    "wagtailcore_login": NOBODY,
    "wagtail_serve": EVERYBODY,
}
# Visitors' pages hold no token, so that they can be cached; the forms for their look check the origin instead.
WITHOUT_TOKEN = {"theme", "data"}

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    " https://evil.example/",
    "\thttps://evil.example/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
]


def views(resolver: URLResolver | None = None, space: str = "", route: str = "") -> Iterator[tuple[str, str, Callable]]:
    """Name, route and view of all that is in the URLconf."""
    for entry in (resolver or get_resolver()).url_patterns:
        its_route = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, f"{space}{entry.namespace}:" if entry.namespace else space, its_route)
        else:
            yield f"{space}{entry.name}", its_route, entry.callback


def status(client: Client, method: str, address: str) -> int:
    response = client.generic(method, address)
    if response.streaming:
        response.getvalue()  # a file is closed when it has been read
    return response.status_code


@pytest.mark.long
def test_every_address_says_who_may_open_it():
    named = {name for name, route, _view in views() if not route.startswith("admin/")}

    assert named == WHO_OPENS.keys()


@pytest.mark.parametrize("name", WHO_OPENS)
def test_a_visitor_opens_what_is_for_visitors(client, address, name):
    assert status(client, "GET", address(name)) == WHO_OPENS[name][0]


@pytest.mark.long
@pytest.mark.parametrize("role", [None, *Role], ids=["no role", *Role])
def test_accounts_of_every_role_open_the_same_addresses(signed_in, address, role):
    person = accounts.user(role=role)

    answers = {name: status(signed_in(person), "GET", address(name)) for name in WHO_OPENS}

    assert answers == {name: for_accounts for name, (_for_visitors, for_accounts) in WHO_OPENS.items()}


@pytest.mark.parametrize(
    "name", [name for name, statuses in WHO_OPENS.items() if statuses == ACCOUNTS and name != "account_logout"]
)
def test_a_visitor_comes_back_after_signing_in(client, address, name):
    assert client.get(address(name)).headers["Location"] == f"/mk/accounts/login/?next={address(name)}"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_nothing_is_written_without_a_token(signed_in, address, method, is_signed_in):
    client = signed_in(accounts.user(), enforce_csrf_checks=True) if is_signed_in else Client(enforce_csrf_checks=True)

    let_through = {name for name in WHO_OPENS if status(client, method, address(name)) != 403}

    assert let_through == WITHOUT_TOKEN


def test_no_view_is_exempt_from_the_token_but_those_that_look_for_it_themselves():
    exempt = {(name, route) for name, route, view in views() if getattr(view, "csrf_exempt", False)}
    of_the_rest_framework = {(name, route) for name, route, view in views() if hasattr(view, "cls")}

    assert {name for name, _route in exempt - of_the_rest_framework} == WITHOUT_TOKEN
    assert all(route.startswith("admin/") for _name, route in of_the_rest_framework)


# --- `next` ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_next_never_leads_out_of_the_site(client, signed_in, elsewhere):
    person = accounts.user("ana@example.org")
    credentials = {"login": "ana@example.org", "username": "ana@example.org", "password": accounts.PASSWORD}
    known = signed_in(person)

    answers = [
        client.post("/theme/", {"theme": "dark", "next": elsewhere}),
        client.post("/data/", {"data": "saving", "next": elsewhere}),
        known.get("/mk/accounts/login/", {"next": elsewhere}),
        known.get("/mk/accounts/signup/", {"next": elsewhere}),
        known.post("/mk/accounts/reauthenticate/", {"password": accounts.PASSWORD, "next": elsewhere}),
        known.post("/mk/accounts/logout/", {"next": elsewhere}),
        client.post("/mk/accounts/login/", {**credentials, "next": elsewhere}),
    ]

    assert [answer.status_code for answer in answers] == [302] * len(answers)
    assert [answer.headers["Location"] for answer in answers if "evil" in answer.headers["Location"]] == []
    assert all(answer.headers["Location"].startswith("/") for answer in answers)


# --- Ways in and sessions -------------------------------------------------------------------------------------------


def test_no_way_to_sign_in_but_the_one_with_limits_and_confirmed_addresses(client):
    accounts.user("ana@example.org")

    for address in ("/mk/_util/login/", "/admin/login/"):
        client.post(address, {"username": "ana@example.org", "password": accounts.PASSWORD})

        assert "_auth_user_id" not in client.session


def test_changing_the_password_ends_the_other_sessions(signed_in):
    person = accounts.user()
    here, elsewhere = signed_in(person), signed_in(person)

    form = {"oldpassword": accounts.PASSWORD, "password1": "a-fresh-long-password"}
    here.post("/mk/accounts/password/change/", form)

    assert here.get("/mk/my/").status_code == 200
    assert elsewhere.get("/mk/my/").status_code == 302


def test_closing_an_account_ends_its_sessions(signed_in):
    person = accounts.user()
    browser = signed_in(person)
    assert browser.get("/mk/my/").status_code == 200

    person.is_active = False
    person.save()

    assert browser.get("/mk/my/").status_code == 302


def test_a_coordinator_who_no_longer_is_one_cannot_send_the_form_that_is_still_open(signed_in):
    coordinator, member = accounts.user(role=Role.COORDINATOR), accounts.user(role=Role.MEMBER)
    browser = signed_in(coordinator)
    form = f"/admin/users/edit/{member.pk}/"
    assert browser.get(form).status_code == 200

    services.withdraw_role(coordinator, Role.COORDINATOR, by=accounts.superuser())

    assert browser.post(form, {"roles": ["editor"]}).status_code == 302
    assert services.roles_of(member) == {Role.MEMBER}


def test_who_is_given_a_role_needs_no_new_session(signed_in):
    person = accounts.user()
    browser = signed_in(person)
    assert browser.get("/admin/").status_code == 302

    services.grant_role(person, Role.EDITOR, by=accounts.superuser())

    assert browser.get("/admin/").status_code == 200
