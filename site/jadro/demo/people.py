"""Demo sign-ins. Their password is known to everybody, so they are made for development alone."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from jadro.accounts import services as accounts
from jadro.accounts.choices import MemberKind, Role
from jadro.accounts.models import User
from jadro.places.models import Municipality

PASSWORD = "jadro-demo"  # noqa: S105  printed at every start


class OnlyInDevelopment(Exception):
    def __str__(self) -> str:
        return "Demo people are made only while DEBUG is on: their password is known to everybody, and nobody is real."


@dataclass(frozen=True)
class Person:
    """Names are words for roles: the demo invents no people."""

    address: str
    first_name: str
    last_name: str
    language: str
    role: Role | None
    member_kind: MemberKind
    municipality: str


PEOPLE = (
    Person("member", "Член", "Пример", "mk", Role.MEMBER, MemberKind.INFORMAL_GROUP, "kumanovo"),
    Person("member2", "Anëtar", "Shembull", "sq", Role.MEMBER, MemberKind.INDIVIDUAL, "tetovo"),
    Person("mentor", "Ментор", "Пример", "mk", Role.MENTOR, MemberKind.INDIVIDUAL, "bitola"),
    Person("mentor2", "Mentor", "Example", "en", Role.MENTOR, MemberKind.ORGANISATION, "struga"),
    Person("editor", "Уредник", "Пример", "mk", Role.EDITOR, MemberKind.ORGANISATION, "centar"),
    Person("coordinator", "Координатор", "Пример", "mk", Role.COORDINATOR, MemberKind.ORGANISATION, "shtip"),
    Person("applicant", "Кандидат", "Пример", "mk", None, MemberKind.INDIVIDUAL, "ohrid"),
)


def refuse_outside_development() -> None:
    if not settings.DEBUG:
        raise OnlyInDevelopment


@transaction.atomic
def load() -> int:
    """Makes the accounts that are missing and returns their number."""
    refuse_outside_development()
    missing = [person for person in PEOPLE if not User.objects.filter(email=_email(person)).exists()]
    for person in missing:
        if person.role:
            Group.objects.get(name=person.role)  # made by a migration: without it the account would have no rights
        accounts.create_account(
            email=_email(person),
            password=PASSWORD,
            roles=[person.role] if person.role else [],
            first_name=person.first_name,
            last_name=person.last_name,
            language=person.language,
            member_kind=person.member_kind,
            municipality=Municipality.objects.get(code=person.municipality),
        )
    return len(missing)


def _email(person: Person) -> str:
    return f"{person.address}@example.org"
