"""What a member did, wrote and set up reaches nobody else, whichever address is asked and whatever was shown before.

Addresses are those of `test_surface` and pages in every language. The admin is walked beside the same member in
`tests/accounts/test_admin_matrix.py`.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from jadro.accounts.choices import Role
from learning.courses.models import CoursePage, LessonPage
from tests import sentinels
from tests.factories import accounts, learning, quizzes
from tests.ops import test_surface as surface

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OTHERS = ("visitor", "applicant", *(role.value for role in Role))
OWN = {
    "e-mail",
    "first name",
    "last name",
    "receipt",
    "title of a plan",
    "answer in a plan",
    "private answer in a plan",
    "earlier answer in a plan",
    "who was invited into a team",
    "receipt of a hand-in",
    "answer to a quiz",
    "name on a certificate",
    "code of a certificate",
    "code of a certificate as kept",
    "browser",
    "address on the network",
    "a time of theirs, as март 1987",
    "a time of theirs, as mars 1987",
    "a time of theirs, as March 1987",
    "a time of theirs, as Mar 1987",
    "a time of theirs, as 03.1987",
}


class Answer(NamedTuple):
    who: str
    method: str
    path: str
    status: int
    found: set[str]
    is_changed: bool


class World(NamedTuple):
    owner: sentinels.Owner
    rows: str  # all that is the owner's, as it is stored
    addresses: list[str]
    doors: list[str]  # where forms are sent to, in one language


@pytest.fixture(scope="module")
def world(django_db_blocker, address) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        course = learning.course(2, title="Застапување со трага", everywhere=True)
        lesson = learning.lessons_of(course)[-1]
        owner = sentinels.plant(course)
        pages = [page.get_url() for page in Page.objects.live().filter(depth__gt=1).specific()]
        doors = [_doors(address, course, lesson, owner, language) for language, _name in settings.LANGUAGES]
        addresses = list(dict.fromkeys([*pages, *chain.from_iterable(doors)]))
        yield World(owner, rows_of(owner), addresses, doors[0])
        transaction.set_rollback(True)


def _doors(
    address: Callable[[str], str], course: CoursePage, lesson: LessonPage, owner: sentinels.Owner, language: str
) -> list[str]:
    """What every name leads to in a language; about what the owner learns where it is about learning."""
    activity, attempt = owner.attempt.activity, owner.attempt.pk
    learned = {
        "my:enrol": [course.translation_key],
        **{key: [lesson.translation_key] for key in ["my:mark", "my:keep_place", "wish_translation"]},
        "quizzes:submit": [activity.owner_key, activity.block_id],
        "quizzes:attempt": [attempt],
        "quizzes:assess": [attempt, quizzes.an_id("Што би побарале?")],
        "certificates:ask": [course.translation_key],
        "plans:choose": [course.translation_key],
        **{name: [owner.plan.pk, *arguments] for name, arguments in _in_plan(owner.field).items()},
    }
    with translation.override(language):
        return [reverse(name, args=learned[name]) if name in learned else address(name) for name in surface.WHO_OPENS]


def _in_plan(field: str) -> dict[str, list[str | int]]:
    """What follows the plan in the addresses of plans."""
    in_field = ("history", "save_field", "take", "restore", "settle")
    return {
        **{f"plans:{name}": [] for name in ("plan", "head", "archive", "whole", "hand_in_plan", "team", "leave")},
        **{f"plans:{name}": [1] for name in ("submission", "withdraw")},
        "plans:export": ["json"],
        "plans:export_map": ["zztrace", field, "csv"],
        **{f"plans:{name}": ["zztrace"] for name in ("worksheet", "hand_in")},
        **{f"plans:{name}": ["zztrace", field] for name in in_field},
    }


def rows_of(owner: sentinels.Owner) -> str:
    models = [apps.get_model(label) for label in sorted(sentinels.PLANTED - {"progress.CourseSummary"})]
    return str(
        [
            serializers.serialize("json", model._default_manager.filter(**{field.name: owner.person.pk}).order_by("pk"))
            for model in models
            for field in model._meta.get_fields()
            if field.concrete and field.related_model is type(owner.person)
        ]
    )


def ask(who: str, session: str | None, method: str, path: str, world: World, **sent: Any) -> Answer:
    """One request, undone in the database and in the browser. What others are shown afterwards is not forgotten."""
    browser = Client(raise_request_exception=False)
    if session:
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        response = browser.generic(method, path) if method == "GET" else browser.post(path, **sent)
        found = sentinels.found_in(response, world.owner.of_account | world.owner.secrets)
        is_changed = method == "POST" and not connection.needs_rollback and rows_of(world.owner) != world.rows
        transaction.set_rollback(True)
    return Answer(who, method, path, response.status_code, found, is_changed)


@pytest.fixture(scope="module")
def answers(world) -> list[Answer]:
    """What everybody got after the owner had seen all of it."""
    for path in world.addresses:
        response = world.owner.browser.get(path)
        if response.streaming:
            response.getvalue()
    form = {
        "kind": "undone",
        "request_id": str(uuid4()),
        "block": world.owner.secrets["place of reading"],
        "user": world.owner.person.pk,
        "learner": world.owner.person.pk,
        "next": "/mk/",
        "theme": "dark",
    }
    stolen = {**form, "kind": "done", "request_id": str(world.owner.request_id)}
    found = []
    for who in OTHERS:
        session = None
        if who != "visitor":
            client = Client()
            client.force_login(accounts.user(role=Role(who) if who in Role.values else None))
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
        found += [ask(who, session, "GET", path, world) for path in world.addresses]
        found += [ask(who, session, "POST", path, world, data=form) for path in world.doors]
        found += [
            ask(who, session, "POST", path, world, data=stolen, headers=headers)
            for path in world.doors
            if path.endswith("/mark/")
            for headers in ({}, {"HX-Request": "true"})
        ]
    return found


def test_others_find_nothing_of_a_member_in_any_answer(answers):
    assert {each.who for each in answers if each.status < 300} == set(OTHERS)
    assert [each for each in answers if each.found] == []


def test_nothing_others_send_changes_what_is_a_members(answers):
    assert [each for each in answers if each.is_changed] == []


def test_no_answer_to_others_is_an_error_of_the_site(answers):
    assert [each for each in answers if each.status >= 500] == []


def test_the_member_finds_all_that_is_to_be_seen_of_their_own(world):
    """Else nothing would be proved by others finding nothing."""
    every = world.owner.of_account | world.owner.secrets

    found = {name for path in world.addresses for name in sentinels.found_in(world.owner.browser.get(path), every)}

    assert found == OWN


def test_what_others_send_would_change_it_if_it_were_their_own(world):
    session = world.owner.browser.session.session_key
    lesson_door = next(path for path in world.doors if path.endswith("/mark/"))
    form = {"kind": "undone", "request_id": str(uuid4())}

    assert ask("owner", session, "POST", lesson_door, world, data=form).is_changed


def test_every_kind_of_row_about_a_person_is_looked_for():
    assert sentinels.models_about_people() == sentinels.PLANTED | sentinels.NOT_OF_LEARNERS
