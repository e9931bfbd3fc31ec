"""Who may withdraw a certificate and correct the name on it. What is one's own is `Certificate.objects.owned_by`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jadro.accounts.models import User


def may_revoke(user: "User") -> bool:
    return user.has_perm("certificates.revoke_certificate")


def may_correct_name(user: "User") -> bool:
    return user.has_perm("certificates.correct_name")
