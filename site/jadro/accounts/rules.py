"""Who may give and take roles. Nobody their own, and nobody a role as high as theirs but the administrator."""

from typing import TYPE_CHECKING

from jadro.accounts.choices import GIVEN_BY_COORDINATORS

if TYPE_CHECKING:
    from jadro.accounts.models import User

GIVE_ROLES = "accounts.give_roles"


def may_see_accounts(user: "User", _thing: object = None) -> bool:
    return user.has_perm("accounts.view_user")


def may_change_roles(user: "User", other: "User") -> bool:
    """Whether any role of the other person is theirs to change; which ones, `may_give` tells."""
    if other.is_emptied:
        return False
    if not user.is_active or user.is_superuser:
        return user.is_active
    is_equal = other.is_superuser or other.has_perm(GIVE_ROLES)
    return user.has_perm(GIVE_ROLES) and user.pk != other.pk and not is_equal


def may_reset_second_factor(user: "User", other: "User") -> bool:
    """One's own is turned off on the site's page for it, which asks who one is."""
    return user.pk != other.pk and may_change_roles(user, other)


def may_give(user: "User", role: str, other: "User") -> bool:
    """Whether the user may give the other person this role, or take it from them."""
    return may_change_roles(user, other) and (user.is_superuser or role in GIVEN_BY_COORDINATORS)


def may_merge_accounts(user: "User") -> bool:
    """Whether they may say at all that two accounts are one person's."""
    return user.has_perm(GIVE_ROLES)


def may_be_merged(user: "User", other: "User") -> bool:
    """Whether this one may be one of the two. Not their own, nor one that has as much to say as they: who is merged
    takes over what the other did, and nobody does that to themselves or upwards."""
    return may_merge_accounts(user) and user.pk != other.pk and not other.is_superuser and may_change_roles(user, other)


def may_merge(user: "User", stays: "User", goes: "User") -> bool:
    return stays.pk != goes.pk and may_be_merged(user, stays) and may_be_merged(user, goes)


def may_erase_own(user: "User") -> bool:
    """Who has a part in the work of the network gives it back first, so that it is not left without anybody."""
    return not user.has_perm("wagtailadmin.access_admin")
