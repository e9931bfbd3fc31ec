"""Accounts that can be used at once: the address is confirmed, the password known."""

from itertools import count

from django.contrib.auth.models import Group

from jadro.accounts import services
from jadro.accounts.models import User

PASSWORD = "correct-horse-battery"
_numbers = count(1)


def user(email=None, *, role=None, language="mk", password=PASSWORD, **fields) -> User:
    email = email or f"person{next(_numbers)}@example.org"
    roles = [role] if role else []
    return services.create_account(email=email, password=password, roles=roles, language=language, **fields)


def superuser(email=None, **fields) -> User:
    return User.objects.create_superuser(email or f"administrator{next(_numbers)}@example.org", PASSWORD, **fields)


def in_group(account: User, name: str) -> User:
    """Puts the account into a group that is no role."""
    account.groups.add(Group.objects.get_or_create(name=name)[0])
    return account
