"""What is kept of people who wait for a translation."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from jadro.accounts.models import User
from jadro.accounts.registry import Erasure, Kept, Merging, Row, register, without_doubles
from jadro.home.models import TranslationWish


def _read(person: User, language: str) -> list[Row]:
    wishes = list(TranslationWish.objects.filter(wished_by=person).order_by("pk"))
    pages = Page.objects.filter(translation_key__in={wish.page_key for wish in wishes})
    titles: dict[UUID, str] = {}
    for key, title, code in pages.order_by("pk").values_list("translation_key", "title", "locale__language_code"):
        if code == language or key not in titles:
            titles[key] = title
    return [
        {"wished_at": wish.wished_at, "language": wish.language, "page": titles.get(wish.page_key, "")}
        for wish in wishes
    ]


def _merge(stays: User, goes: User) -> None:
    wishes = TranslationWish.objects.filter
    without_doubles(wishes(wished_by=goes), wishes(wished_by=stays), "page_key", "language").update(wished_by=stays)


register(
    Kept(
        TranslationWish,
        "wished_by",
        _("Translations you wish for"),
        Erasure.DELETE,
        Merging.UNITE,
        taken=("wished_at", "language"),
        left=("page_key",),
        labels={"page": _("page")},
        read=_read,
        merge=_merge,
    )
)
