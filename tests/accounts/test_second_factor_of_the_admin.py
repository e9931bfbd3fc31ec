"""What the admin asks of those who enter it, and whose second step one may turn off."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import ModelLogEntry

from jadro.accounts import rules, services
from jadro.accounts.choices import Role
from jadro.outbox.models import Message
from tests.accounts.second_step import (
    STEP,
    kinds_of_mail,
    prove_who_one_is,
    recovery_codes,
    set_up,
    write_code,
    write_password,
)
from tests.factories import accounts
from tests.factories.accounts import code_of_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_that_stands")]


@pytest.fixture
def _asked_for(settings):
    settings.REQUIRE_MFA = True


# --- What the admin asks for -----------------------------------------------------------------------------------------

ENTERS = {"editor": True, "coordinator": True, "administrator": True, "member": False, "mentor": False}


def somebody(role):
    return accounts.superuser() if role == "administrator" else accounts.user(role=Role(role))


@pytest.mark.usefixtures("_asked_for")
@pytest.mark.parametrize("role", [role for role, enters in ENTERS.items() if enters])
@pytest.mark.parametrize("method", ["get", "post"])
def test_admin_stays_shut_until_the_second_step_is_set_up(signed_in, role, method):
    person = somebody(role)
    browser = signed_in(person)

    for address in ("/admin/", "/admin/pages/", "/admin/account/", "/admin/users/", "/admin/no-such-thing/"):
        assert getattr(browser, method)(address).headers["Location"] == STEP
    assert "Уредувањето ви се отвора" in browser.get(STEP).content.decode()

    accounts.second_factor(person)
    assert browser.get("/admin/").status_code == 200


@pytest.mark.usefixtures("_asked_for")
@pytest.mark.parametrize("role", [role for role, enters in ENTERS.items() if not enters])
def test_who_has_nothing_to_do_in_the_admin_is_not_asked_for_a_second_step(signed_in, role):
    browser = signed_in(somebody(role))

    assert browser.get("/mk/my/").status_code == 200
    assert browser.get("/admin/").headers["Location"].startswith("/mk/accounts/login/")


@pytest.mark.usefixtures("_asked_for")
def test_scripts_of_an_open_admin_page_are_refused_and_not_led_away(signed_in):
    browser = signed_in(accounts.user(role=Role.EDITOR))

    assert browser.get("/admin/pages/", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


@pytest.mark.usefixtures("_asked_for")
def test_editor_goes_from_the_first_sign_in_to_the_open_admin(client, at_once):
    accounts.user("editor@example.org", role=Role.EDITOR)
    response = write_password(client, "editor@example.org", next="/admin/")
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == STEP

    with at_once():
        set_up(client)

    assert 'href="/admin/"' in client.get(f"{STEP}recovery-codes/").content.decode()
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("_asked_for")
def test_the_admin_shuts_again_for_who_turns_the_second_step_off(client):
    person = accounts.user("editor@example.org", role=Role.EDITOR)
    secret = accounts.second_factor(person)
    write_password(client, "editor@example.org")
    write_code(client, code_of_app(secret))
    assert client.get("/admin/").status_code == 200
    prove_who_one_is(client, f"{STEP}totp/deactivate/")

    client.post(f"{STEP}totp/deactivate/")

    assert client.get("/admin/").headers["Location"] == STEP


@pytest.mark.parametrize("role", [role for role, enters in ENTERS.items() if enters])
def test_admin_opens_without_a_second_step_where_none_is_asked_for(signed_in, role):
    assert settings.REQUIRE_MFA is False
    assert signed_in(somebody(role)).get("/admin/").status_code == 200


# --- Turning somebody's off ------------------------------------------------------------------------------------------


@pytest.fixture
def cast():
    people = {role.value: accounts.user(f"{role}@example.org", role=role, language="sq") for role in Role}
    people["second coordinator"] = accounts.user("coordinator2@example.org", role=Role.COORDINATOR)
    people["administrator"] = accounts.superuser("administrator@example.org")
    for person in people.values():
        accounts.second_factor(person)
    return people


MAY_RESET = {
    "coordinator": {"member", "mentor", "editor"},
    "administrator": {"member", "mentor", "editor", "coordinator", "second coordinator"},
}


@pytest.mark.parametrize("who", ["member", "mentor", "editor", "coordinator", "administrator"])
def test_whose_second_step_one_may_turn_off(cast, who):
    allowed = {other for other in cast if rules.may_reset_second_factor(cast[who], cast[other])}

    assert allowed == MAY_RESET.get(who, set())


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        ("coordinator", "administrator"),
        ("coordinator", "second coordinator"),
        ("coordinator", "coordinator"),
        ("editor", "coordinator"),
        ("editor", "editor"),
        ("administrator", "administrator"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_second_step_that_is_not_theirs_to_turn_off_stays_on(cast, signed_in, who, whose, method):
    answer = getattr(signed_in(cast[who]), method)(f"/admin/users/second-step/{cast[whose].pk}/")

    assert answer.status_code == 403
    assert services.has_second_factor(cast[whose])
    refused = ModelLogEntry.objects.for_instance(cast[whose]).filter(action="accounts.rights_refused")
    assert [entry.user for entry in refused] == ([cast[who]] if method == "post" else [])


def test_the_service_itself_refuses_too(cast):
    with pytest.raises(services.NotAllowed):
        services.reset_second_factor(cast["administrator"], by=cast["coordinator"])

    assert services.has_second_factor(cast["administrator"])


def test_coordinator_turns_off_the_second_step_of_who_lost_the_phone(cast, signed_in):
    coordinator, editor = signed_in(cast["coordinator"]), cast["editor"]
    elsewhere = Client()
    write_password(elsewhere, "editor@example.org")
    write_code(elsewhere, recovery_codes(editor)[0])
    assert elsewhere.get("/mk/my/profile/").status_code == 200
    address = f"/admin/users/second-step/{editor.pk}/"
    assert address in coordinator.get(f"/admin/users/edit/{editor.pk}/").content.decode()
    assert coordinator.get(address).status_code == 200
    assert services.has_second_factor(editor)

    response = coordinator.post(address)

    assert response.headers["Location"] == f"/admin/users/edit/{editor.pk}/"
    assert not Authenticator.objects.filter(user=editor).exists()
    assert elsewhere.get("/mk/my/profile/").status_code == 302
    (entry,) = ModelLogEntry.objects.for_instance(editor).filter(action="accounts.second_factor_reset")
    assert entry.user == cast["coordinator"]
    assert kinds_of_mail(editor) == ["account.second_factor_reset"]
    assert Message.objects.get().language == "sq"
    assert address not in coordinator.get(f"/admin/users/edit/{editor.pk}/").content.decode()


def test_history_of_the_account_tells_that_it_was_turned_off(cast, signed_in):
    services.reset_second_factor(cast["editor"], by=cast["coordinator"])

    page = signed_in(cast["coordinator"]).get(f"/admin/users/history/{cast['editor'].pk}/").content.decode()

    assert "Вториот чекор на најавата е исклучен" in page


@pytest.mark.parametrize("whose", ["administrator", "coordinator"])
def test_page_of_an_equal_offers_no_way_to_turn_theirs_off(cast, signed_in, whose):
    page = signed_in(cast["coordinator"]).get(f"/admin/users/edit/{cast[whose].pk}/").content.decode()

    assert cast[whose].email in page
    assert "second-step" not in page


def test_administrator_who_lost_everything_is_helped_on_the_machine_itself(cast, capsys):
    call_command("reset_second_factor", "Administrator@example.org")

    assert not services.has_second_factor(cast["administrator"])
    (entry,) = ModelLogEntry.objects.for_instance(cast["administrator"]).filter(action="accounts.second_factor_reset")
    assert entry.user is None
    assert kinds_of_mail(cast["administrator"]) == ["account.second_factor_reset"]
    with pytest.raises(CommandError, match="has no second step"):
        call_command("reset_second_factor", "administrator@example.org")


def test_command_says_when_there_is_no_such_account():
    with pytest.raises(CommandError, match=r"No account has the e-mail nobody@example\.org"):
        call_command("reset_second_factor", "nobody@example.org")
