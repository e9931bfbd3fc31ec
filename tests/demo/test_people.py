"""Demo sign-ins: complete in development, impossible elsewhere."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from jadro.accounts.models import User
from jadro.accounts.services import roles_of
from jadro.demo import people
from resources.models import Concept

pytestmark = pytest.mark.django_db

NAMES = {"member", "member2", "mentor", "mentor2", "editor", "coordinator", "applicant"}


@pytest.fixture
def development(settings):
    settings.DEBUG = True


@pytest.mark.long
def test_refused_while_debug_is_off_and_then_nothing_is_loaded(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="only while DEBUG is on"):
        call_command("load_demo")

    assert (User.objects.count(), Concept.objects.count()) == (0, 0)


def test_module_itself_refuses_too(settings):
    settings.DEBUG = False

    with pytest.raises(people.OnlyInDevelopment):
        people.load()

    assert not User.objects.exists()


@pytest.mark.usefixtures("development")
def test_all_are_made_with_their_roles_and_profiles():
    assert people.load() == 7

    accounts = {account.email.removesuffix("@example.org"): account for account in User.objects.all()}
    assert set(accounts) == NAMES
    assert {name: {str(role) for role in roles_of(account)} for name, account in accounts.items()} == {
        "member": {"member"},
        "member2": {"member"},
        "mentor": {"mentor"},
        "mentor2": {"mentor"},
        "editor": {"editor"},
        "coordinator": {"coordinator"},
        "applicant": set(),
    }
    assert (accounts["member2"].language, accounts["mentor2"].language) == ("sq", "en")
    assert all(account.member_kind and account.municipality for account in accounts.values())
    assert not any(account.is_superuser for account in accounts.values())
    assert EmailAddress.objects.filter(primary=True, verified=True).count() == 7


@pytest.mark.usefixtures("development")
@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_can_sign_in(name):
    people.load()

    answer = Client().post(
        "/mk/accounts/login/", {"login": f"{name}@example.org", "password": "jadro-demo", "next": "/mk/my/profile/"}
    )

    assert (answer.status_code, answer.headers.get("Location")) == (302, "/mk/my/profile/")


@pytest.mark.usefixtures("development")
def test_second_load_makes_nobody_and_changes_nobody():
    people.load()
    User.objects.filter(email="member@example.org").update(first_name="Променето")
    User.objects.filter(email="mentor@example.org").delete()

    assert people.load() == 1
    assert people.load() == 0
    assert User.objects.get(email="member@example.org").first_name == "Променето"


@pytest.mark.usefixtures("development")
def test_missing_group_is_an_error_and_no_account_is_left():
    Group.objects.filter(name="coordinator").delete()

    with pytest.raises(Group.DoesNotExist):
        people.load()

    assert not User.objects.exists()
