"""The surface outside the admin: who may open which address, and what no address does for anybody.

The admin's own matrix is in `tests/accounts/test_admin_matrix.py`.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from jadro.accounts import services
from jadro.accounts.choices import Role
from jadro.home.models import StandardPage
from jadro.media.models import CreditedDocument, CreditedImage, Rendition
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db

# What a visitor and an account get when they open an address. Every name in the URLconf has to choose.
EVERYBODY = (200, 200)
ACCOUNTS = (302, 200)  # a visitor is asked to sign in
VISITORS = (200, 302)  # who is signed in is led on
FORMS_ONLY = (405, 405)
FORMS_OF_ACCOUNTS = (302, 405)
ACCOUNTS_ONCE_SURE = (302, 302)  # a visitor is asked to sign in, an account to write its password again
WHAT_IS_SET_UP = (302, 404)  # an account without a second step has none of it
NOBODY = (302, 302)  # leads to the page that does it, or back to the step before
WHO_OPENS = {
    "ops:alive": EVERYBODY,
    "ops:ready": EVERYBODY,
    "wagtaildocs_serve": EVERYBODY,
    "wagtaildocs_authenticate_with_password": EVERYBODY,
    "media:rendition": EVERYBODY,
    "theme": FORMS_ONLY,
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
    "my:mark": FORMS_ONLY,
    "my:keep_place": FORMS_OF_ACCOUNTS,
    "accounts:profile": ACCOUNTS,
    "accounts:sessions": ACCOUNTS,
    "wish_translation": FORMS_ONLY,
    "wagtailcore_authenticate_with_password": EVERYBODY,
    "wagtailcore_login": NOBODY,
    "wagtail_serve": EVERYBODY,
}
# Visitors' pages hold no token, so that they can be cached; the form for the theme looks at the origin instead.
WITHOUT_TOKEN = {"theme"}

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


@pytest.fixture(scope="module")
def address(django_db_setup, django_db_blocker) -> Iterator[Callable[[str], str]]:
    """`address(name)` is that of a thing that exists. The things are made once and undone with the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        arguments = _things()
        yield lambda name: reverse(name, args=arguments.get(name, ()))
        transaction.set_rollback(True)


def _things() -> dict[str, tuple[Any, ...]]:
    course = learning.course(1)
    (lesson,) = learning.lessons_of(course)
    closed_page = learning.publish(learning.home().add_child(instance=StandardPage(title="Затворена")))
    closed_shelf = Collection.get_first_root_node().add_child(name="Затворена")
    with_password = {"restriction_type": PageViewRestriction.PASSWORD, "password": "known-to-some"}
    for_page = PageViewRestriction.objects.create(page=closed_page, **with_password)
    for_shelf = CollectionViewRestriction.objects.create(collection=closed_shelf, **with_password)
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    image = CreditedImage.objects.create(title="Слика", file=ImageFile(picture, name="slika.png"))
    # Made by hand, because Wagtail leaves a file open when it makes one.
    smaller = Rendition.objects.create(
        image=image, filter_spec="width-8", file=ImageFile(picture, name="slika.width-8.png"), width=8, height=8
    )
    document = CreditedDocument.objects.create(title="Документ", file=ContentFile(b"text", name="dokument.txt"))
    return {
        "wagtaildocs_serve": (document.pk, document.filename),
        "wagtaildocs_authenticate_with_password": (for_shelf.pk,),
        "media:rendition": (smaller.file.name.removeprefix("images/"),),
        "account_reset_password_from_key": ("1", "no-such-key"),
        "my:enrol": (course.translation_key,),
        "my:mark": (lesson.translation_key,),
        "my:keep_place": (lesson.translation_key,),
        "wish_translation": (lesson.translation_key,),
        "wagtailcore_authenticate_with_password": (for_page.pk, closed_page.pk),
        "wagtail_serve": ("courses/",),
    }


def status(client: Client, method: str, address: str) -> int:
    response = client.generic(method, address)
    if response.streaming:
        response.getvalue()  # a file is closed when it has been read
    return response.status_code


def test_every_address_says_who_may_open_it():
    named = {name for name, route, _view in views() if not route.startswith("admin/")}

    assert named == WHO_OPENS.keys()


@pytest.mark.parametrize("name", WHO_OPENS)
def test_a_visitor_opens_what_is_for_visitors(client, address, name):
    assert status(client, "GET", address(name)) == WHO_OPENS[name][0]


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
