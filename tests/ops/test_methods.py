"""What an address does with each method of HTTP: the ones it declares, and 405 for the rest.

Addresses are those of `test_surface`. A method that is not declared, or that only asks, writes nothing but the session.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

import pytest
from django.db import connection, transaction
from django.test import Client

from jadro.accounts.choices import Role
from tests.factories import accounts
from tests.ops import test_surface as surface

pytestmark = pytest.mark.django_db

READ, SENT = {"GET", "HEAD"}, {"POST"}
# All of ours; the rest is allauth's and Wagtail's.
TAKES = {
    "ops:alive": READ,
    "ops:ready": READ,
    "media:rendition": READ,
    "theme": SENT,
    "data": SENT,
    "robots": READ,
    "favicon": READ,
    "my:learning": READ,
    "my:enrol": SENT,
    "my:mark": SENT,
    "my:keep_place": SENT,
    "my:choose_new": SENT,
    "my:stop_reminders": READ | SENT,
    "paths:path": READ,
    "quizzes:submit": SENT,
    "quizzes:attempt": READ,
    "quizzes:assess": SENT,
    "toolkits:blank": READ,
    "toolkits:blanks": READ,
    "plans:plans": READ,
    "plans:new": READ | SENT,
    "plans:choose": SENT,
    "plans:plan": READ,
    "plans:head": READ | SENT,
    "plans:archive": SENT,
    "plans:whole": READ,
    "plans:export": READ,
    "plans:export_map": READ,
    "plans:hand_in_plan": READ | SENT,
    "plans:submission": READ,
    "plans:withdraw": SENT,
    "plans:team": READ | SENT,
    "plans:leave": SENT,
    "plans:uninvite": SENT,
    "plans:invitation": READ | SENT,
    "plans:worksheet": READ | SENT,
    "plans:hand_in": READ | SENT,
    "plans:history": READ,
    "plans:save_field": SENT,
    "plans:take": SENT,
    "plans:restore": SENT,
    "plans:settle": SENT,
    "certificates:check": READ,
    "certificates:certificate": READ,
    "certificates:mine": READ,
    "certificates:pdf": READ,
    "certificates:show": SENT,
    "certificates:ask": READ | SENT,
    "accounts:profile": READ | SENT,
    "accounts:sessions": READ | SENT | {"PUT"},  # a form view of Django's takes PUT for POST
    "accounts:my_data": READ,
    "accounts:take_data": READ,
    "accounts:erase": READ | SENT,
    "accounts:send_erase_code": SENT,
    "wish_translation": SENT,
    "corrections:report": READ | SENT,
    "wagtail_serve": READ,
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
WRITES = re.compile(r"^\(?(?:INSERT INTO|UPDATE|DELETE FROM) \"(\w+)\"")
SESSIONS = {"django_session", "usersessions_usersession"}


@contextmanager
def written() -> Iterator[set[str]]:
    """Names of the tables that are written to."""
    tables: set[str] = set()

    def note(execute, sql, *rest):
        if found := WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield tables


def answers(client_of: Callable[[], Client], path: str, methods: Iterable[str] = METHODS) -> dict[str, int]:
    found = {}
    for method in methods:
        with transaction.atomic():
            found[method] = surface.status(client_of(), method, path)
            transaction.set_rollback(True)
    return found


def test_every_view_of_ours_declares_its_methods():
    ours = {
        name
        for name, route, view in surface.views()
        if not route.startswith("admin/") and view.__module__.startswith(("jadro.", "learning."))
    }

    # Robots and favicon are made of Django's views, a page is served by Wagtail's.
    assert ours - TAKES.keys() == set()
    assert TAKES.keys() <= surface.WHO_OPENS.keys()


@pytest.mark.long
@pytest.mark.parametrize("name", TAKES)
def test_an_address_takes_the_methods_it_declares_and_answers_405_to_the_rest(signed_in, address, name):
    person = accounts.user()

    found = answers(lambda: signed_in(person), address(name))

    assert {method for method, status in found.items() if status != HTTPStatus.METHOD_NOT_ALLOWED} == TAKES[name]


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.EDITOR], ids=["visitor", "member", "editor"])
def test_nothing_is_written_by_a_method_that_is_not_for_sending(signed_in, address, role):
    person = accounts.user(role=role)

    for name in surface.WHO_OPENS:
        client = signed_in(person) if role else Client()
        with written() as tables:
            answers(lambda: client, address(name), set(METHODS) - {"POST"})  # noqa: B023  it is asked at once

        assert tables - SESSIONS == set(), name


def test_the_same_addresses_do_write_when_a_form_is_sent(signed_in, address):
    """Else nothing would be proved by nothing having been written."""
    with written() as tables:
        signed_in(accounts.user()).post(address("my:enrol"))

    assert "courses_enrolment" in tables
