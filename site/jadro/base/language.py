"""Text that one row keeps in several languages: child rows, one for each language.

Used where a row must be the same thing in every language (a term, an aim, a municipality); pages are translated by
wagtail-localize instead.
"""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class HasLanguage(Protocol):
    language: str


Row = TypeVar("Row", bound=HasLanguage)


def is_language(code: str) -> None:
    """Refuses a code that the settings do not list; a validator and not `choices`, so that a fourth language needs no
    migration."""
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(_("%(code)s is not a language of this site."), params={"code": code})


class LanguageField(models.CharField):
    """The code of one of the site's languages. Its form field offers the languages of the settings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("verbose_name", _("language"))
        super().__init__(*args, **kwargs)
        self.validators.append(is_language)

    def formfield(self, **kwargs: Any) -> forms.ChoiceField:
        choices = [("", "—"), *settings.LANGUAGES] if self.blank else settings.LANGUAGES
        return forms.ChoiceField(
            choices=choices,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            initial=self.get_default() if self.has_default() else None,
        )


def reading_order(language: str | None = None) -> list[str]:
    """Languages to try for a reader: the active one, the site's own, then the rest in the settings' order."""
    wanted = [language or get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE]
    return list(dict.fromkeys([*wanted, *(code for code, _name in settings.LANGUAGES)]))


def in_language(rows: Iterable[Row], language: str | None = None) -> Row | None:
    """The row to show a reader: in their language, else the nearest in `reading_order`; None when there is no row.

    The caller loads the rows (prefetch them in lists): no query is made here.
    """
    by_language = {row.language: row for row in rows}
    for code in reading_order(language):
        if code in by_language:
            return by_language[code]
    return next(iter(by_language.values()), None)
