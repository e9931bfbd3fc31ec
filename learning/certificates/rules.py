"""Who may withdraw a certificate. What is one's own is found by `Certificate.objects.owned_by`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jadro.accounts.models import User


def may_revoke(user: "User") -> bool:
    return user.has_perm("certificates.revoke_certificate")
