"""Every address of the admin, with every role and a form that asks for more rights. Nothing of it may work.

The addresses are read from the URLconf and filled with objects that exist, so an address that comes with a new model or
a new version of Wagtail is tried without being named here, and one that cannot be filled makes a test fail.
"""

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from wagtail import hooks
from wagtail.models import (
    APIToken,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
)

from jadro.accounts.choices import Role
from jadro.accounts.models import User
from tests import sentinels
from tests.accounts.admin_addresses import (
    ADMINISTRATOR,
    APPLICANT,
    VISITOR,
    addresses,
    is_api,
    make_world,
    routes,
    values,
)
from tests.factories import accounts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    # Of wagtail-localize's report, and of Wagtail's previews of pictures.
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:ResourceWarning"),
]

OUTSIDE = (VISITOR, APPLICANT, Role.MEMBER.value, Role.MENTOR.value)
# One rule sends all who have an account and no work in the admin away, so forms are sent for one of them.
LOOK_ONLY = (APPLICANT, Role.MEMBER.value)
INSIDE = (Role.EDITOR.value, Role.COORDINATOR.value)

# What the admin gives to everybody: its icons and the words of its scripts. Neither says anything about this site.
FOR_EVERYBODY = {"admin/sprite/", "admin/jsi18n/"}
MISSING_OR_FORBIDDEN = re.compile(r"/mk/admin/|/admin/$")

# First parts of the addresses that answer with a page, by role. A new area has to be given to somebody here.
AREAS_OF_ALL = {
    "",
    "account",
    "api",
    "bulk",
    "choose-anchor-link",
    "choose-email-link",
    "choose-external-link",
    "choose-page",
    "choose-phone-link",
    "dismissibles",
    "documents",
    "editing-sessions",
    "embeds",
    "images",
    "jsi18n",
    "localize",
    "pages",
    "reports",
    "snippets",
    "sprite",
    "tag-autocomplete",
    "test404",
    "workflows",  # its tasks to choose from; making them is the administrator's
}
AREAS = {
    Role.EDITOR: {"plans", "progress", "quizzes", "statistics"},
    Role.COORDINATOR: {"users", "message", "job", "certificate", "run", "statistics"},
}
# Areas in which coordinators meet accounts by name: to give roles, to see who was written to, who is in a run and what
# changed since, to withdraw a certificate.
SHOWS_ACCOUNTS = {"users", "message", "reports", "certificate", "run"}
# Routes on which Wagtail answers 500 to a form that its own pages never send, or on purpose.
FAULTS_OF_WAGTAIL = {
    "admin/failwhale/": "it is there to fail",
    "admin/redirects/import/process/": "the administrator's import without its first step",
    "admin/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/": "checks a file twice",
    **dict.fromkeys(
        [
            f"admin/snippets/choose/{kind}/create/"
            for kind in (
                "aims/aim",
                "resources/concept",
                "resources/glossaryterm",
                "courses/learningpath",
                "places/institution",
                "toolkits/worksheettemplate",
            )
        ],
        "these choosers have no form to make one",
    ),
    "admin/snippets/toolkits/worksheettemplate/history/<int:pk>/revisions/<int:revision_id>/revert/": (
        "an old version of a draft, sent back with a required field left empty"
    ),
}
# Routes on which nobody finds anything, so that refusing was not tried either.
WITHOUT_A_THING = {
    "admin/failwhale/": "it fails",
    "admin/.*/": "what no other route takes",
    "admin/login/": "leads to the front page, and whoever is not signed in away from it",
    **dict.fromkeys(
        [f"admin/api/main/{things}/find/" for things in ("pages", "documents", "images")], "asks for a query"
    ),
    "admin/block-preview/": "asks for a query, and blocks have no preview",
    "admin/localize/translate/<int:translation_id>/machine_translate/": "no machine translates",
    "admin/redirects/import/process/": "needs the first step of an import",
    "admin/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/": "see above",
    **dict.fromkeys(
        [f"admin/images/<int:image_id>/generate_url/{end}" for end in ("", "output/")],
        "no such addresses",
    ),
    **dict.fromkeys(
        [f"admin/password_reset/{end}" for end in ("", "done/", "confirm/<uidb64>/<token>/", "complete/")],
        "switched off, the site has its own",
    ),
    **dict.fromkeys(
        [
            f"admin/{rows}/{view}/"
            for rows in ("message", "job", "certificate")
            for view in (
                "new",
                "edit/<int:pk>",
                "delete/<int:pk>",
                "history/<int:pk>",
                "history-results/<int:pk>",
                "usage/<int:pk>",
            )
        ],
        "nobody changes the record of what was sent or issued",
    ),
    **dict.fromkeys(
        [
            "admin/snippets/choose/corrections/report/create/",
            *(f"admin/snippets/corrections/report/{view}/" for view in ("add", "delete/<int:pk>")),
        ],
        "readers write reports, and nobody takes them away",
    ),
    **dict.fromkeys(
        [
            "admin/snippets/choose/home/translationwish/create/",
            *(
                f"admin/snippets/home/translationwish/{view}/"
                for view in (
                    "add",
                    "copy/<int:pk>",
                    "edit/<int:pk>",
                    "delete/<int:pk>",
                    "history/<int:pk>",
                    "history-results/<int:pk>",
                    "usage/<int:pk>",
                )
            ),
        ],
        "nobody changes what people wished",
    ),
}


class Answer(NamedTuple):
    who: str
    method: str
    route: str
    address: str
    status: int
    location: str
    changed: set[str]
    seen: set[str]  # of what is the planted member's

    def found_its_thing(self) -> bool:
        """Not that it may be changed. What is missing leads to the site's own page of errors, what is forbidden to the
        front page of the admin."""
        is_answer = self.status < HTTPStatus.BAD_REQUEST
        return self.who not in OUTSIDE and is_answer and not MISSING_OR_FORBIDDEN.match(self.location)


# --- What is sent, and what must stay as it is ----------------------------------------------------------------------


def ask_for_everything(world: SimpleNamespace) -> dict[str, Any]:
    """A form with every name under which Django, Wagtail, allauth and this site take rights, addresses or passwords."""
    everybody = [person.pk for person in world.people.values()]
    # The strongest: to enter, and over accounts and groups. With all of them a form takes long to read.
    strongest = {"content_type__app_label__in": ("accounts", "auth", "wagtailadmin")}
    registered = [hook().filter(**strongest) for hook in hooks.get_hooks("register_permissions")]
    permissions = {permission.pk for found in registered for permission in found}
    password = "a-password-nobody-gave"
    rights = {"is_superuser": "on", "is_staff": "on", "is_active": "", "user_permissions": sorted(permissions)}
    names = {"email": "mine@example.org", "first_name": "Прво", "last_name": "Второ", "name": "coordinator"}
    passwords = {
        "password": password,
        "password1": password,
        "password2": password,
        "new_password1": password,
        "new_password2": password,
        "oldpassword": accounts.PASSWORD,
        "old_password": accounts.PASSWORD,
    }
    page_rights = {
        **{f"{kind}_permissions-TOTAL_FORMS": "0" for kind in ("document", "image", "collection")},
        **{f"{kind}_permissions-INITIAL_FORMS": "0" for kind in ("document", "image", "collection", "page")},
        "page_permissions-TOTAL_FORMS": "1",
        "page_permissions-0-page": world.pages["root"].pk,
        "page_permissions-0-permissions": ["publish_page"],
    }
    return {
        **rights,
        **names,
        **passwords,
        **page_rights,
        **{f"name_email-{name}": value for name, value in names.items()},
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "roles": [role.value for role in Role],
        "role": world.coordinators.pk,
        "permissions": sorted(permissions),
        "mark_as_active": "False",
        "user": everybody[0],
        "users": everybody,
        "owner": world.people[ADMINISTRATOR].pk,
        "title": "Наслов",
        "text": "Зборови",
        "made_on": "2026-01-02",
        "new_title": "Наслов",
        "slug": "naslov",
        "new_slug": "naslov",
        "new_parent_page": world.module.pk,
        "body-count": "0",
        "fields-count": "0",
        "url": "/mk/",
        "external-link-chooser-url": "/mk/",
        "next": "/admin/users/",
        "value": "1",
    }


def as_sent(form: dict[str, Any]) -> dict[str, tuple[str | bytes, str]]:
    """Body and type by method: written once, and not for each of some thousand requests."""
    files = {name: SimpleUploadedFile("nova.txt", b"text") for name in ("file", "files[]")}
    encoded = (urlencode(form, doseq=True), "application/x-www-form-urlencoded")
    return {
        "GET": ("", ""),
        "POST": (encode_multipart(BOUNDARY, form | files), MULTIPART_CONTENT),
        **dict.fromkeys(("PUT", "PATCH", "DELETE"), encoded),
    }


def rights() -> dict[str, set[tuple]]:
    """Who exists, who can sign in how, and who may do what."""
    account = ("pk", "email", "password", "is_active", "is_staff", "is_superuser")
    rows = {
        "accounts": User.objects.values_list(*account),
        "e-mail": EmailAddress.objects.values_list("user_id", "email", "verified", "primary"),
        "groups of accounts": User.groups.through.objects.values_list("user_id", "group_id"),
        "permissions of accounts": User.user_permissions.through.objects.values_list("user_id", "permission_id"),
        "groups": Group.objects.values_list("pk", "name"),
        "permissions of groups": Group.permissions.through.objects.values_list("group_id", "permission_id"),
        "pages of groups": GroupPagePermission.objects.values_list("group_id", "page_id", "permission_id"),
        "collections of groups": GroupCollectionPermission.objects.values_list(
            "group_id", "collection_id", "permission_id"
        ),
        "sites of groups": GroupSitePermission.objects.values_list("group_id", "site_id", "permission_id"),
        "second steps": Authenticator.objects.values_list("pk", "user_id"),
        "tokens": APIToken.objects.values_list("pk", "user_id"),
    }
    return {name: set(found) for name, found in rows.items()}


class Visit:
    """Sends requests in the session of one person, and undoes each of them in the database and in the browser."""

    def __init__(self, who: str, person: User | None, owner: sentinels.Owner) -> None:
        self.who = who
        self.planted = owner.of_account | owner.secrets
        self.client = Client(raise_request_exception=False)
        if person:
            self.client.force_login(person)
        self.session = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        self.rights = rights()

    def send(self, method: str, route: str, address: str, body: str | bytes, content_type: str) -> Answer:
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session.value
        written: list[str] = []

        def note_writing(execute, sql, *args):
            if not sql.lstrip("(").startswith(("SELECT", "SAVEPOINT", "RELEASE")):
                written.append(sql)
            return execute(sql, *args)

        with transaction.atomic(), connection.execute_wrapper(note_writing):
            response = self.client.generic(method, address, body, content_type)
            # After an error of the database there is nothing to look at; the answer is 500 then and found below.
            changed = self._changed() if written and not connection.needs_rollback else set()
            transaction.set_rollback(True)
        location = response.headers.get("Location", "")
        seen = sentinels.found_in(response, self.planted)
        return Answer(self.who, method, route, address, response.status_code, location, changed, seen)

    def _changed(self) -> set[str]:
        now = rights()
        return {name for name, rows in self.rights.items() if rows != now[name]}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Made once, in a transaction that is undone with all that was tried."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def answers(world) -> list[Answer]:
    """What every address answered to everybody."""
    return list(_ask_everywhere(world))


def _ask_everywhere(world: SimpleNamespace) -> Iterator[Answer]:
    sent = as_sent(ask_for_everything(world))
    views, known = routes(), values(world)
    everywhere = {route: addresses(route, known) for route in views}
    reached = set()
    for who in (*OUTSIDE, *INSIDE):
        visit = Visit(who, world.people.get(who), world.owner)
        for route, its_addresses in everywhere.items():
            methods: Iterable[str] = sent if is_api(route, views[route]) else ("GET", "POST")
            if who in LOOK_ONLY:
                methods = ("GET",)
            # Who stands outside is refused before anybody asks what the address is about, so one is enough.
            for address in its_addresses if who in INSIDE else its_addresses[:1]:
                for method in methods:
                    answer = visit.send(method, route, address, *sent[method])
                    if answer.found_its_thing():
                        reached.add(route)
                    yield answer
    # What neither of them opens, to see that the thing is there.
    visit = Visit(ADMINISTRATOR, world.people[ADMINISTRATOR], world.owner)
    for route in views.keys() - reached:
        for method in ("GET", "POST"):
            yield visit.send(method, route, everywhere[route][0], *sent[method])


# --- What is asserted -----------------------------------------------------------------------------------------------


def test_no_form_changes_anybodys_rights_address_password_or_activity(answers):
    assert {each.who for each in answers} >= {*OUTSIDE, *INSIDE}
    assert [each for each in answers if each.changed and each.who != ADMINISTRATOR] == []


def test_the_same_form_does_change_rights_when_the_administrator_sends_it(answers):
    """Else nothing would be proved by nothing having changed."""
    changed = {each.route: each.changed for each in answers if each.who == ADMINISTRATOR and each.changed}

    assert {"permissions of groups", "pages of groups"} <= changed["admin/groups/edit/<int:pk>/"]
    assert "groups" in changed["admin/groups/delete/<int:pk>/"]
    assert "accounts" in changed["admin/users/new/"]
    assert "second steps" in changed["admin/users/second-step/<int:pk>/"]


def test_who_has_nothing_to_do_in_the_admin_is_sent_away_from_all_of_it(answers):
    outside = [each for each in answers if each.who in OUTSIDE]

    let_in = {each.route for each in outside if each.status != HTTPStatus.FOUND}
    assert let_in == FOR_EVERYBODY
    elsewhere = {each.location.partition("?")[0] for each in outside if each.status == HTTPStatus.FOUND}
    assert all(each.startswith(("/mk/accounts/login/", "/mk/admin/", "/admin/login/")) for each in elsewhere), elsewhere


@pytest.mark.parametrize("who", INSIDE)
def test_editors_and_coordinators_open_their_own_areas_alone(answers, who):
    opened = {each.route.split("/")[1] for each in answers if each.who == who and each.status == HTTPStatus.OK}

    assert opened == AREAS_OF_ALL | AREAS[who]


def test_nobody_but_coordinators_finds_anything_of_a_member(answers):
    assert [each for each in answers if each.seen and each.who not in (Role.COORDINATOR, ADMINISTRATOR)] == []


def test_coordinators_find_the_account_of_a_member_alone(answers, world):
    seen = [each for each in answers if each.who == Role.COORDINATOR and each.seen]

    assert {each.route.split("/")[1] for each in seen} == SHOWS_ACCOUNTS
    assert set.union(*(each.seen for each in seen)) <= world.owner.of_account.keys()


def test_no_answer_is_an_error_of_the_site(answers):
    failed = {each.route for each in answers if each.status >= HTTPStatus.INTERNAL_SERVER_ERROR}

    assert failed == FAULTS_OF_WAGTAIL.keys()


def test_every_address_was_tried_with_a_thing_that_exists(answers):
    missed = {each.route for each in answers} - {each.route for each in answers if each.found_its_thing()}

    assert missed == WITHOUT_A_THING.keys()
