"""Nobody raises their own rights: by the services, and by the doors of the admin with forged forms."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry

from jadro.accounts import rules, services
from jadro.accounts.choices import Role
from jadro.base.permission import can
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """One of each, with known rights."""
    people = {role.value: accounts.user(f"{role}@example.org", role=role) for role in Role}
    people["second coordinator"] = accounts.user("coordinator2@example.org", role=Role.COORDINATOR)
    people["person"] = accounts.user("person@example.org")
    people["administrator"] = accounts.superuser("administrator@example.org")
    return people


def log_of(user, action):
    return list(ModelLogEntry.objects.for_instance(user).filter(action=action))


def names(user):
    return set(user.groups.values_list("name", flat=True))


def edit_page(user):
    return f"/admin/users/edit/{user.pk}/"


# --- Rules and services --------------------------------------------------------------------------------------------

TARGETS = {"person", "member", "mentor", "editor"}


@pytest.mark.parametrize("who", ["person", "member", "mentor", "editor", "coordinator", "administrator"])
def test_who_may_change_whose_roles(cast, who):
    allowed = {other for other in cast if rules.may_change_roles(cast[who], cast[other])}

    expected = {"coordinator": TARGETS, "administrator": set(cast)}.get(who, set())
    assert allowed == expected
    assert {other for other in cast if can(cast[who], "change_roles", cast[other])} == expected


def test_coordinator_gives_and_takes_the_roles_below_their_own(cast):
    given = {role for role in Role if rules.may_give(cast["coordinator"], role, cast["person"])}

    assert given == {Role.MEMBER, Role.MENTOR, Role.EDITOR}


def test_closed_coordinator_and_administrator_may_nothing(cast):
    for name in ("coordinator", "administrator"):
        person = cast[name]
        person.is_active = False

        assert not rules.may_change_roles(person, cast["person"])


def test_grant_role_is_written_to_the_log_once(cast):
    for _time in range(2):
        services.grant_role(cast["person"], Role.MEMBER, by=cast["coordinator"])

    assert names(cast["person"]) == {"member"}
    (entry,) = log_of(cast["person"], "accounts.role_granted")
    assert (entry.user, entry.data) == (cast["coordinator"], {"role": "member"})


def test_withdraw_role_closes_the_admin_in_an_open_session(cast, signed_in):
    browser = signed_in(cast["editor"])
    assert browser.get("/admin/").status_code == 200

    services.withdraw_role(cast["editor"], Role.EDITOR, by=cast["coordinator"])

    assert browser.get("/admin/").status_code == 302
    assert [entry.data for entry in log_of(cast["editor"], "accounts.role_removed")] == [{"role": "editor"}]


@pytest.mark.parametrize(
    ("by", "role", "target"),
    [
        ("coordinator", Role.COORDINATOR, "person"),
        ("coordinator", Role.EDITOR, "coordinator"),
        ("coordinator", Role.EDITOR, "second coordinator"),
        ("coordinator", Role.EDITOR, "administrator"),
        ("editor", Role.MENTOR, "editor"),
        ("mentor", Role.MENTOR, "person"),
        ("member", Role.EDITOR, "member"),
        ("person", Role.MEMBER, "person"),
    ],
)
@pytest.mark.parametrize("act", [services.grant_role, services.withdraw_role])
def test_roles_that_are_not_theirs_are_refused(cast, act, by, role, target):
    before = names(cast[target])

    with pytest.raises(services.NotAllowed):
        act(cast[target], role, by=cast[by])

    assert names(cast[target]) == before
    assert not ModelLogEntry.objects.filter(action__in=["accounts.role_granted", "accounts.role_removed"]).exists()


def test_set_roles_leaves_other_groups_alone(cast):
    accounts.in_group(cast["mentor"], "a group of its own")

    services.set_roles(cast["mentor"], [Role.MEMBER, Role.EDITOR], by=cast["coordinator"])

    assert names(cast["mentor"]) == {"member", "editor", "a group of its own"}


# --- The accounts in the admin -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "index", "edit", "groups", "add"),
    [
        ("person", 302, 302, 302, 302),
        ("member", 302, 302, 302, 302),
        ("mentor", 302, 302, 302, 302),
        ("editor", 302, 403, 403, 403),
        ("coordinator", 200, 200, 403, 403),
        ("administrator", 200, 200, 200, 200),
    ],
)
def test_who_sees_accounts_and_groups(cast, signed_in, who, index, edit, groups, add):
    browser = signed_in(cast[who])

    assert browser.get("/admin/users/").status_code == index
    assert browser.get(edit_page(cast["person"])).status_code == edit
    assert browser.get("/admin/groups/").status_code == groups
    assert browser.get(f"/admin/groups/edit/{Group.objects.get(name='editor').pk}/").status_code == groups
    assert browser.get("/admin/users/new/").status_code == add


def test_coordinator_changes_roles_in_the_admin(cast, signed_in):
    browser = signed_in(cast["coordinator"])
    page = browser.get(edit_page(cast["mentor"])).content.decode()
    assert 'value="mentor"' in page
    assert 'value="coordinator"' not in page
    assert 'name="password1"' not in page

    response = browser.post(edit_page(cast["mentor"]), {"roles": ["member", "editor"]})

    assert response.headers["Location"] == "/admin/users/"
    assert names(cast["mentor"]) == {"member", "editor"}
    history = browser.get(f"/admin/users/history/{cast['mentor'].pk}/")
    assert history.status_code == 200
    assert len(log_of(cast["mentor"], "accounts.role_granted")) == 2


@pytest.mark.parametrize("who", ["coordinator", "second coordinator", "administrator"])
def test_coordinator_sees_no_form_for_equals(cast, signed_in, who):
    page = signed_in(cast["coordinator"]).get(edit_page(cast[who])).content.decode()

    assert cast[who].email in page
    assert 'name="roles"' not in page


FORGED = [
    {"roles": ["coordinator"]},
    {"roles": ["member", "administrator"]},
    {"roles": ["member"], "is_superuser": "on"},
    {"groups": "COORDINATORS"},
    {"is_active": "on"},
    {"email": "mine@example.org"},
    {"password1": "a-fresh-long-password", "password2": "a-fresh-long-password"},
    {"user_permissions": "1"},
]


@pytest.mark.parametrize("form", FORGED)
@pytest.mark.parametrize("who", ["coordinator", "editor"])
@pytest.mark.parametrize("target", ["itself", "member", "administrator"])
def test_forged_form_changes_nothing_is_refused_and_kept_in_the_log(cast, signed_in, who, target, form):
    victim = cast[who] if target == "itself" else cast[target]
    coordinators = Group.objects.get(name="coordinator").pk
    before = (victim.email, victim.password, victim.is_superuser, victim.is_active, names(victim))

    response = signed_in(cast[who]).post(
        edit_page(victim), {key: coordinators if value == "COORDINATORS" else value for key, value in form.items()}
    )

    victim.refresh_from_db()
    assert response.status_code == 403
    assert str(services.NotAllowed.message) in response.content.decode()
    assert (victim.email, victim.password, victim.is_superuser, victim.is_active, names(victim)) == before
    (entry,) = log_of(victim, "accounts.rights_refused")
    assert entry.user == cast[who]
    assert "a-fresh-long-password" not in str(entry.data)


def test_coordinator_cannot_give_themselves_even_a_lower_role(cast, signed_in):
    response = signed_in(cast["coordinator"]).post(edit_page(cast["coordinator"]), {"roles": ["editor"]})

    assert response.status_code == 403
    assert names(cast["coordinator"]) == {"coordinator"}


@pytest.mark.parametrize("who", ["coordinator", "editor"])
def test_no_account_or_group_is_made_changed_or_deleted_but_by_the_administrator(cast, signed_in, who):
    browser = signed_in(cast[who])
    group = Group.objects.get(name=who)
    everything = Group.objects.get(name="Moderators")
    attempts = [
        ("/admin/users/new/", {"email": "new@example.org", "is_superuser": "on"}),
        (f"/admin/users/delete/{cast['person'].pk}/", {}),
        ("/admin/groups/new/", {"name": "mine"}),
        (f"/admin/groups/edit/{group.pk}/", {"name": who, "permissions": ["1", "2", "3"]}),
        (f"/admin/groups/delete/{everything.pk}/", {}),
    ]

    answers = [browser.post(address, form).status_code for address, form in attempts]

    assert answers == [403] * len(attempts)
    assert len(log_of(cast[who], "accounts.rights_refused")) == len(attempts)
    assert type(cast[who]).objects.count() == len(cast)
    assert not Group.objects.filter(name="mine").exists()
    assert Group.objects.filter(name="Moderators").exists()


@pytest.mark.parametrize("who", ["coordinator", "editor"])
@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("assign_role", {"role": "COORDINATORS"}),
        ("set_active_state", {"mark_as_active": "False"}),
        ("delete", {}),
    ],
)
def test_bulk_actions_on_accounts_are_the_administrator_s(cast, signed_in, who, action, form):
    coordinators = Group.objects.get(name="coordinator").pk
    form = {key: coordinators if value == "COORDINATORS" else value for key, value in form.items()}
    target = f"?id={cast[who].pk}&id={cast['administrator'].pk}"

    response = signed_in(cast[who]).post(f"/admin/bulk/accounts/user/{action}/{target}", form)

    cast["administrator"].refresh_from_db()
    assert response.status_code == 403
    assert names(cast[who]) == {who}
    assert cast["administrator"].is_active
    assert log_of(cast[who], "accounts.rights_refused")


def test_administrator_s_changes_are_in_the_log(cast, signed_in):
    browser = signed_in(cast["administrator"])
    coordinators = Group.objects.get(name="coordinator").pk
    address = f"/admin/bulk/accounts/user/assign_role/?id={cast['person'].pk}"

    browser.post(address, {"role": coordinators})
    browser.post(edit_page(cast["person"]), {"is_superuser": "on", "is_active": "on", "email": "changed@example.org"})

    cast["person"].refresh_from_db()
    assert cast["person"].is_superuser
    assert cast["person"].email == "person@example.org"
    granted = {entry.data["role"] for entry in log_of(cast["person"], "accounts.role_granted")}
    removed = {entry.data["role"] for entry in log_of(cast["person"], "accounts.role_removed")}
    assert (granted, removed) == ({"coordinator", "administrator"}, {"coordinator"})
    assert "administrator" in browser.get(f"/admin/users/history/{cast['person'].pk}/").content.decode()


def test_account_made_by_the_administrator_has_no_password_until_its_owner_sets_one(cast, signed_in):
    signed_in(cast["administrator"]).post(
        "/admin/users/new/", {"email": "New@example.org", "password1": "known-to-two"}
    )

    person = type(cast["person"]).objects.get(email="new@example.org")
    assert not person.has_usable_password()


# --- Other doors of the admin --------------------------------------------------------------------------------------


def test_admin_has_no_sign_in_of_its_own(client):
    accounts.superuser("administrator@example.org")

    answer = client.post("/admin/login/", {"username": "administrator@example.org", "password": accounts.PASSWORD})

    assert answer.headers["Location"].startswith("/mk/accounts/login/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/password_reset/", follow=True).status_code == 404


def test_member_at_the_door_of_the_admin_is_not_sent_round_in_circles(cast, signed_in):
    response = signed_in(cast["member"]).get("/admin/users/", follow=True)

    assert response.status_code == 200
    assert len(response.redirect_chain) <= 3


def test_settings_of_the_admin_change_no_address_and_no_password(cast, signed_in):
    browser = signed_in(cast["editor"])
    page = browser.get("/admin/account/").content.decode()
    assert "old_password" not in page

    browser.post(
        "/admin/account/",
        {"name_email-first_name": "A", "name_email-last_name": "B", "name_email-email": "x@example.org"},
    )

    cast["editor"].refresh_from_db()
    assert cast["editor"].email == "editor@example.org"
    assert cast["editor"].check_password(accounts.PASSWORD)
