"""Making accounts, giving and taking roles, erasing and merging. What changes a person's rights is written to Wagtail's
log."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.log_actions import log

from jadro.accounts import registry, rules
from jadro.accounts.choices import GIVEN_BY_COORDINATORS, Role
from jadro.accounts.models import User
from jadro.base.errors import Refused
from jadro.outbox import services as outbox


class NotAllowed(Refused):
    message = _("You may not change these rights. Nothing was changed; the administrator of the site can do it.")
    status = 403


class HoldsWork(Refused):
    message = _(
        "This account holds work, so it cannot be deleted. Close it instead: nobody signs in with it then, and what was"
        " done stays."
    )


class HasPart(Refused):
    message = _(
        "Your account has a part in the work of the network: it opens the admin. Ask a coordinator to take that role"
        " away first, or as a coordinator the administrator; then erase it here. Nothing was erased."
    )


class MayNotMerge(Refused):
    message = _(
        "These two accounts are not yours to merge: neither may be your own, or have as many rights as you. Nothing was"
        " changed; the administrator of the site can take rights away first."
    )
    status = 403


class Emptied(Refused):
    message = _(
        "One of these accounts was erased or merged before, so there is nobody left to merge. Nothing was changed."
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


def hold(*people: User) -> list[User]:
    """The people as they are now, held until the transaction ends, always in the order of their keys so that nobody
    waits for each other. Given back in the order asked for."""
    keys = [person.pk for person in people]
    held = {each.pk: each for each in User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)}
    return [held[key] for key in keys]


@transaction.atomic
def erase(person: User, *, at: datetime) -> User:
    """Erases a person: deletes or empties what is theirs as the registry says, ends their sessions, takes waiting mail
    back and leaves a closed account that is only a number. Events, completions and counts of answers stay, so that
    figures of courses are the same before and after. One mail says goodbye; its row forgets text and address when it is
    sent.

    Safe to repeat: who is erased or merged already is returned unchanged. Raises HasPart for who may open the admin.
    """
    (held,) = hold(person)
    if held.is_emptied:
        return held
    if not rules.may_erase_own(held):
        raise HasPart
    address, language = held.email, held.language
    registry.erase(held)
    held.erased_at = at
    held.save()
    _tell("erased", held, address=address, language=language)
    log(instance=held, action="accounts.erased")
    return held


@transaction.atomic
def merge(stays: User, goes: User, *, by: User, at: datetime) -> User:
    """Makes two accounts of one person one: `stays` has afterwards what both did, once, and `goes` is closed, emptied
    and says where it went (`merged_into`). All of it or nothing.

    It gives nobody a right: roles, second steps and addresses of `goes` are given up, its e-mail is free again, and
    `stays` is signed in to as before. The ledger is united (`learning.progress.merging`), so that `rebuild_progress`
    finds nothing to mend. Both addresses are told by mail.

    Safe to repeat: the same two merged again change nothing. Raises MayNotMerge, and Emptied when either was erased or
    merged elsewhere. Returns the account that stays.
    """
    if stays.pk == goes.pk or not rules.may_merge_accounts(by):
        raise MayNotMerge
    kept, other = hold(stays, goes)
    if other.merged_into_id == kept.pk:
        return kept
    if kept.is_emptied or other.is_emptied:
        raise Emptied
    if not rules.may_merge(by, kept, other):
        raise MayNotMerge
    address, language = other.email, other.language
    rights = roles_of(other)
    registry.merge(kept, other)
    other.merged_into = kept
    other.save()
    _tell("merged", other, address=address, language=language)
    _tell("merged", other, address=kept.email, language=kept.language, stays=kept)
    for right in sorted(rights):
        record_removed(other, right, by=by)
    log(instance=kept, action="accounts.merged", user=by, data={"number": other.pk})
    log(instance=other, action="accounts.merged_into", user=by, data={"number": kept.pk})
    return kept


def _tell(what: str, emptied: User, *, address: str, language: str, stays: User | None = None) -> None:
    """Mail about an account that is no more: to the one that stays, or to the address it had, which is forgotten. None
    names the other address: should they not be one person's after all, neither learns of the other."""
    prefix = f"accounts/mail/{what}"
    with override(language):
        words = {"language": language, "stays": stays}
        outbox.send(
            address=address,
            kind=f"account.{what}",
            event=f"account.{what}:{emptied.pk}",
            subject=render_to_string(f"{prefix}_subject.txt", words).strip(),
            text=render_to_string(f"{prefix}_message.txt", words).strip(),
            html=render_to_string(f"{prefix}_message.html", words),
            language=language,
            recipient=stays,
            forgets_address=stays is None,
        )


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
