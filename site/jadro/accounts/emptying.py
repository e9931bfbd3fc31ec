"""What becomes of an account's own rows when it is erased or merged into another one."""

import json
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from wagtail.models import ModelLogEntry

from jadro.accounts.models import User, default_language, default_time_zone
from jadro.accounts.registry import Row
from jadro.outbox import services as outbox
from jadro.outbox.choices import UNFINISHED
from jadro.outbox.services import NOWHERE

# What the account that stays takes over where it says nothing itself.
FILLED_IN = ("first_name", "last_name", "member_kind", "municipality")


def erase_account(person: User) -> None:
    empty(person)


def merge_account(stays: User, goes: User) -> None:
    for name in FILLED_IN:
        if not getattr(stays, name):
            setattr(stays, name, getattr(goes, name))
    stays.date_joined = min(stays.date_joined, goes.date_joined)
    stays.wants_reminders = stays.wants_reminders and goes.wants_reminders
    stays.save()
    empty(goes)


def empty(person: User) -> None:
    """Leaves of an account what is needed to count what was done with it: a number, and when it was made."""
    person.email = f"{person.pk}@{NOWHERE}"
    person.first_name = person.last_name = person.member_kind = ""
    person.municipality = None
    person.last_login = None
    person.language, person.time_zone = default_language(), default_time_zone()
    person.wants_reminders = person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()


def addresses_of(person: User) -> set[str]:
    return {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}


def end_sessions(person: User) -> None:
    """Also those in which somebody only began to sign in with an address of the account: they hold it."""
    for session in UserSession.objects.filter(user=person):
        session.end()
    words = {json.dumps(address) for address in addresses_of(person)}
    for begun in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        kept = begun.get_decoded()
        if kept.get("_auth_user_id") == str(person.pk) or any(word in json.dumps(kept) for word in words):
            begun.delete()


def read_messages(person: User, language: str) -> list[Row]:
    """Without what opens an account, should somebody else have this browser."""
    rows = outbox.messages_to(person, addresses_of(person)).filter(sensitive=False).order_by("pk")
    return [dict(row) for row in rows.values("created_at", "finished_at", "address", "language", "subject", "text")]


def delete_messages(person: User) -> None:
    outbox.messages_to(person, addresses_of(person)).delete()


def merge_messages(stays: User, goes: User) -> None:
    """What was sent stays told; what waits is about an account that is no more."""
    messages = outbox.messages_to(goes, addresses_of(goes))
    messages.filter(status__in=UNFINISHED).delete()
    messages.update(recipient=stays)


def forget_in_log(person: User) -> None:
    forget_labels(User, [person.pk])


def forget_labels(model: type[Model], keys: list[int]) -> None:
    """The log names what was changed by its title then, which may hold what is erased."""
    kind = ContentType.objects.get_for_model(model)
    ModelLogEntry.objects.filter(content_type=kind, object_id__in=map(str, keys)).update(label="")


def delete_with_files(rows: QuerySet[Any], name: str) -> None:
    """And the files that stand in the field of this name, when the transaction has ended well."""
    files = [getattr(row, name) for row in rows]
    rows.delete()
    for file in filter(None, files):
        transaction.on_commit(partial(file.storage.delete, file.name))
