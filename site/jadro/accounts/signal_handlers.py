"""What a person is offered follows their roles at once."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed  # noqa: TID251  roles are given by more doors than one

from jadro.accounts.models import User
from jadro.editions import stamps
from jadro.editions.choices import Scope


def connect() -> None:
    stamps.watch(Scope.ROLES, Group)
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(follow_roles, sender=through, dispatch_uid=f"roles-{through.__name__}")


def follow_roles(sender: type, **kwargs: Any) -> None:
    stamps.touch(Scope.ROLES)
