"""What follows at once from a change of roles, or of how a person signs in."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed  # noqa: TID251  roles are given by more doors than one

from jadro.accounts import services
from jadro.accounts.models import User
from jadro.editions import stamps
from jadro.editions.choices import Scope


def connect() -> None:
    stamps.watch(Scope.ROLES, Group)
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(follow_roles, sender=through, dispatch_uid=f"roles-{through.__name__}")
    authenticator_added.connect(sign_out_elsewhere, dispatch_uid="second-step-signs-out-elsewhere")


def follow_roles(sender: type, **kwargs: Any) -> None:
    stamps.touch(Scope.ROLES)


def sign_out_elsewhere(request, user, authenticator, **kwargs):
    """Sessions begun without the second step end when it is set up; theirs may be why somebody sets it up."""
    if authenticator.type == Authenticator.Type.TOTP:
        services.end_sessions(user, but=request.session.session_key)
