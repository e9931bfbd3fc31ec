"""Accounts that can be used at once: the address is confirmed, the password known."""

import time
from itertools import count

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
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


def second_factor(account: User) -> str:
    """Sets up the second step; the secret that the person's phone has now."""
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    return secret


def code_of_app(secret: str, *, later: int = 0) -> str:
    """What the phone shows now, or so many codes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))
