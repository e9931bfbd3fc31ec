"""Which pages a reader can open, by the privacy that editors set in the admin."""

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q
from wagtail.models import Page, PageQuerySet, PageViewRestriction

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

AnyPage = TypeVar("AnyPage", bound=Page)


def visible_to(pages: "PageQuerySet[AnyPage]", reader: "AbstractUser | AnonymousUser") -> "PageQuerySet[AnyPage]":
    """The pages without those that are kept from this reader. One query more for a reader, kept with them, so that the
    parts of one page ask once.

    Pages behind a password are kept from everybody here: lists name only what opens without asking.
    """
    hidden = Q()
    for path in _hidden_paths(reader):
        hidden |= Q(path__startswith=path)
    return pages.exclude(hidden) if hidden else pages


def _hidden_paths(reader: "AbstractUser | AnonymousUser") -> list[str]:
    kept = reader.__dict__
    if "_hidden_paths" not in kept:
        restrictions = PageViewRestriction.objects.select_related("page").prefetch_related("groups")
        kept["_hidden_paths"] = [
            restriction.page.path for restriction in restrictions if not _lets_in(restriction, reader)
        ]
    return kept["_hidden_paths"]


def _lets_in(restriction: PageViewRestriction, reader: "AbstractUser | AnonymousUser") -> bool:
    if restriction.restriction_type == PageViewRestriction.LOGIN:
        return reader.is_authenticated
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        if getattr(reader, "is_superuser", False):
            return True
        groups = {group.pk for group in restriction.groups.all()}
        return reader.is_authenticated and bool(groups & set(reader.groups.values_list("pk", flat=True)))
    return False
