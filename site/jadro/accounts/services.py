"""Making accounts, giving and taking roles. What changes a person's rights is written to Wagtail's log."""

from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from jadro.accounts import rules
from jadro.accounts.choices import GIVEN_BY_COORDINATORS, Role
from jadro.accounts.models import User
from jadro.base.errors import Refused


class NotAllowed(Refused):
    message = _("You may not change these rights. Nothing was changed; the administrator of the site can do it.")
    status = 403


class HoldsWork(Refused):
    message = _(
        "This account holds work, so it cannot be deleted. Close it instead: nobody signs in with it then, and what was"
        " done stays."
    )


@transaction.atomic
def create_account(
    *, email: str, password: str | None, roles: Iterable[Role] = (), is_confirmed: bool = True, **fields: object
) -> User:
    """Makes an account for somebody whose address is known, as commands and imports do; people sign up by themselves.

    Without a password it is entered by a one-time code. `fields` are those of the model.
    """
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=is_confirmed, primary=True)
    user.groups.set([_group(Role(role)) for role in roles])
    return user


def roles_of(user: User) -> set[Role]:
    names = set(user.groups.values_list("name", flat=True))
    return {role for role in Role if role in names}


@transaction.atomic
def grant_role(user: User, role: Role, *, by: User) -> None:
    """Gives a role; giving it again changes nothing and writes nothing."""
    _check(user, role, by)
    if role not in roles_of(user):
        user.groups.add(_group(role))
        record_granted(user, role, by=by)


@transaction.atomic
def withdraw_role(user: User, role: Role, *, by: User) -> None:
    """Takes a role away, at once and in open sessions too; taking it again changes nothing."""
    _check(user, role, by)
    if role in roles_of(user):
        user.groups.remove(_group(role))
        record_removed(user, role, by=by)


@transaction.atomic
def set_roles(user: User, roles: Iterable[Role], *, by: User) -> None:
    """Makes these the person's roles among those a coordinator gives; other groups stay as they are."""
    wanted, present = set(roles), roles_of(user) & GIVEN_BY_COORDINATORS
    if not rules.may_change_roles(by, user):
        raise NotAllowed
    for role in sorted(wanted - present):
        grant_role(user, role, by=by)
    for role in sorted(present - wanted):
        withdraw_role(user, role, by=by)


def has_second_factor(user: User) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


@transaction.atomic
def reset_second_factor(user: User, *, by: User | None) -> None:
    """Turns off the second step of somebody who lost both phone and recovery codes, and signs them out everywhere.

    Without `by` it was done on the machine itself. The person is told by mail. Asking again changes nothing.
    """
    if by is not None and not rules.may_reset_second_factor(by, user):
        raise NotAllowed
    if not has_second_factor(user):
        return
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    log(instance=user, action="accounts.second_factor_reset", user=by)
    get_adapter().send_notification_mail("mfa/email/second_factor_reset", user)


def end_sessions(user: User, *, but: str | None = None) -> None:
    """Signs the person out in every browser, but that of the session whose key is given."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def record_granted(user: User, right: str, *, by: User) -> None:
    log(instance=user, action="accounts.role_granted", user=by, data={"role": str(right)})


def record_removed(user: User, right: str, *, by: User) -> None:
    log(instance=user, action="accounts.role_removed", user=by, data={"role": str(right)})


def record_refusal(user: User, *, by: User, attempt: Iterable[str]) -> None:
    """Keeps an attempt to change rights that was refused. `attempt` names what was asked for, without its values."""
    log(instance=user, action="accounts.rights_refused", user=by, data={"attempt": sorted(attempt)})


def _check(user: User, role: Role, by: User) -> None:
    if not rules.may_give(by, role, user):
        raise NotAllowed


def _group(role: Role) -> Group:
    return Group.objects.get(name=Role(role))
