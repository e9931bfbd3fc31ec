"""Where one is signed in, and signing out elsewhere."""

import re

import pytest
from django.test import Client

from jadro.accounts.choices import Role
from tests.factories import accounts
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def browser(name: str, email: str) -> Client:
    client = Client(headers={"user-agent": name})
    client.post("/mk/accounts/login/", {"login": email, "password": PASSWORD})
    return client


@pytest.fixture
def three(time_machine):
    """Browsers of one person, in the order in which they signed in."""

    def sign_in(role=None):
        accounts.user("ana@example.org", role=role)
        found = []
        for number, name in enumerate(("First", "Second", "Third")):
            time_machine.move_to(f"2026-11-24 12:0{number}:00Z", tick=False)
            found.append(browser(name, "ana@example.org"))
        return found

    return sign_in


def listed(client) -> list[str]:
    return re.findall(r"First|Second|Third|Stranger", client.get("/mk/my/sessions/").content.decode())


def test_this_browser_stands_first_then_the_newest(three):
    first, _second, third = three()

    assert listed(first) == ["First", "Third", "Second"]
    assert listed(third) == ["Third", "Second", "First"]


def test_nobody_elses_browsers_are_listed(three):
    first, *_others = three()
    accounts.user("other@example.org")
    browser("Stranger", "other@example.org")

    assert sorted(listed(first)) == ["First", "Second", "Third"]


@pytest.mark.parametrize("role", [None, *Role], ids=["no role", *Role])
def test_signing_out_elsewhere_ends_all_other_sessions_whatever_the_role(three, role):
    first, second, third = three(role)
    accounts.user("other@example.org")
    stranger = browser("Stranger", "other@example.org")

    second.post("/mk/my/sessions/")

    assert [client.get("/mk/my/profile/").status_code for client in (first, second, third, stranger)] == [
        302, 200, 302, 200,
    ]  # fmt: skip
    assert listed(second) == ["Second"]


def test_signing_out_elsewhere_shuts_the_admin_there(three):
    first, second, _third = three(Role.EDITOR)
    assert first.get("/admin/").status_code == 200

    second.post("/mk/my/sessions/")

    assert first.get("/admin/").headers["Location"].startswith("/mk/accounts/login/")
