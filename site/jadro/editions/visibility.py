"""Which pages a reader can open, by the privacy that editors set in the admin."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q
from wagtail.models import Page, PageQuerySet, PageViewRestriction

from jadro.editions.choices import Scope
from jadro.editions.memory import remembered

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

AnyPage = TypeVar("AnyPage", bound=Page)
# (path, kind of restriction, groups that it lets in)
Restriction = tuple[str, str, frozenset[int]]


def visible_to(pages: "PageQuerySet[AnyPage]", reader: "AbstractUser | AnonymousUser") -> "PageQuerySet[AnyPage]":
    """The pages without those that are kept from this reader.

    Pages behind a password are kept from everybody here: lists name only what opens without asking.
    """
    hidden = Q()
    for path in hidden_paths(reader):
        hidden |= Q(path__startswith=path)
    return pages.exclude(hidden) if hidden else pages


def hidden_paths(reader: Any) -> tuple[str, ...]:
    """Paths of the trees that are kept from this reader; two readers with the same ones see the same pages. Kept with
    the reader, so that the parts of one page ask once."""
    kept = reader.__dict__
    if "_hidden_paths" not in kept:
        kept["_hidden_paths"] = tuple(
            path for path, kind, groups in restrictions() if not _lets_in(kind, groups, reader)
        )
    return kept["_hidden_paths"]


def is_private(page: Page) -> bool:
    """Whether an editor has set any privacy on the page or above it."""
    return any(page.path.startswith(path) for path, _kind, _groups in restrictions())


def restrictions() -> tuple[Restriction, ...]:
    def read() -> tuple[Restriction, ...]:
        rows = PageViewRestriction.objects.select_related("page").prefetch_related("groups").order_by("pk")
        return tuple(
            (row.page.path, row.restriction_type, frozenset(group.pk for group in row.groups.all())) for row in rows
        )

    return remembered(Scope.SITE, "restrictions", read)


def _lets_in(kind: str, groups: frozenset[int], reader: Any) -> bool:
    if kind == PageViewRestriction.LOGIN:
        return bool(reader.is_authenticated)
    if kind == PageViewRestriction.GROUPS:
        if getattr(reader, "is_superuser", False):
            return True
        return bool(reader.is_authenticated and groups & set(reader.groups.values_list("pk", flat=True)))
    return False
