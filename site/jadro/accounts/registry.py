"""What is kept of people. Said once for each place, and read by three: the file a person takes along, erasure, and the
merging of two accounts of one person.

An app says it of its own rows in a module `personal.py`; this one speaks also for the apps below it and for the
packages of others. `tests/accounts/test_personal_data.py` walks all models and fails where nobody has spoken.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from jadro.accounts.models import User


class Erasure(TextChoices):
    DELETE = "delete", _("deleted")
    BLANK = "blank", _("emptied")
    KEEP = "keep", _("stays, without the person")


class Merging(TextChoices):
    """What becomes of the rows of the account that is given up."""

    MOVE = "move", _("moves to the account that stays")
    UNITE = "unite", _("united; what both have is kept once")
    DELETE = "delete", _("deleted")
    KEEP = "keep", _("stays with the emptied account")


Row = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """What the rows of one model tell of one person.

    `person` is the path from a row to them, such as "enrolment__learner"; empty where no column leads to them, and then
    `find` does. `taken` names the fields they take along and `left` those they do not: together they are all fields but
    the key and the path, so that a new field has to choose. `read` takes the place of the fields where more than they
    is needed, such as a title; `labels` names what it adds. What only a program reads, such as a key, is named
    `for_programs`: it stands in the JSON alone.

    `blank` is what erasure writes over, `erase` does what takes more than that. `merge(stays, goes)` does what takes
    more than moving; rows that are united without it are united by that of another model. Both run in the transaction
    of `services.erase` and `services.merge`, which hold the people.

    Work of the network (`is_content`) is not the person's, and nor is what hangs on it. Rows that only repeat what
    others say (`is_repeating`) are not counted: a person has marked twelve lessons, whatever rows that makes.
    """

    model: type[Model]
    person: str
    what: str | Promise
    erasure: Erasure
    merging: Merging
    why: str | Promise = ""
    taken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    for_programs: tuple[str, ...] = ()
    blank: Mapping[str, Any] = field(default_factory=dict)
    find: "Callable[[User], QuerySet[Any]] | None" = None
    read: "Callable[[User, str], list[Row]] | None" = None
    erase: "Callable[[User], None] | None" = None
    merge: "Callable[[User, User], None] | None" = None
    is_content: bool = False
    is_repeating: bool = False

    @property
    def name(self) -> str:
        return self.model._meta.label

    def of(self, person: "User") -> QuerySet[Any]:
        if self.find is not None:
            return self.find(person)
        return self.model._default_manager.filter(**{self.person: person.pk})

    def rows(self, person: "User", language: str) -> list[Row]:
        """What the person takes along."""
        if self.read is not None:
            return self.read(person, language)
        return list(self.of(person).order_by("pk").values(*self.taken)) if self.taken else []

    def label(self, column: str) -> str | Promise:
        if column in self.labels:
            return self.labels[column]
        return self.model._meta.get_field(column).verbose_name  # type: ignore[union-attr]  # of a column it has one


_kept: list[Kept] = []


def register(*kept: Kept) -> None:
    _kept.extend(each for each in kept if each not in _kept)


def everything() -> tuple[Kept, ...]:
    """In the order of the apps, the lowest floor first."""
    return tuple(_kept)


def _from_the_top() -> Iterator[Kept]:
    """Rows that point at others go before them."""
    return reversed(_kept)


def erase(person: "User") -> None:
    for each in _from_the_top():
        if each.erase is not None:
            each.erase(person)
        elif each.erasure == Erasure.DELETE:
            each.of(person).delete()
        elif each.erasure == Erasure.BLANK and each.blank:
            each.of(person).update(**each.blank)


def merge(stays: "User", goes: "User") -> None:
    for each in _from_the_top():
        if each.merge is not None:
            each.merge(stays, goes)
        elif each.merging == Merging.DELETE:
            each.of(goes).delete()
        elif each.merging == Merging.MOVE and "__" not in each.person:
            each.of(goes).update(**{each.person: stays})


def without_doubles(of_goes: QuerySet[Any], of_stays: QuerySet[Any], *fields: str) -> QuerySet[Any]:
    """Deletes rows of the account that goes which say the same as one of the account that stays; the rest may move."""
    both = set(of_stays.values_list(*fields))
    for pk, *values in list(of_goes.values_list("pk", *fields)):
        if tuple(values) in both:
            of_goes.filter(pk=pk).delete()
    return of_goes


@dataclass(frozen=True)
class Number:
    """How much of something is kept, in the words for it, and what erasure does with it."""

    what: str
    erasure: Erasure
    why: str
    count: int


def _counted() -> Iterator[Kept]:
    return (each for each in _kept if not each.is_repeating)


def numbers(person: "User") -> list[Number]:
    """What is kept of a person, each kind once. One query for each place, whatever is in it."""
    counts: dict[tuple[str, Erasure, str], int] = {}
    for each in _counted():
        key = (str(each.what), each.erasure, str(each.why))
        counts[key] = counts.get(key, 0) + each.of(person).count()
    return [Number(*key, count) for key, count in counts.items() if count]


def merged_numbers(stays: "User", goes: "User") -> list[tuple[str, int, int]]:
    """What two accounts have that merging brings together, with the numbers of both."""
    counts: dict[str, tuple[int, int]] = {}
    for each in _counted():
        if each.merging in (Merging.MOVE, Merging.UNITE):
            of_stays, of_goes = counts.get(str(each.what), (0, 0))
            counts[str(each.what)] = (of_stays + each.of(stays).count(), of_goes + each.of(goes).count())
    return [(what, *both) for what, both in counts.items() if any(both)]
