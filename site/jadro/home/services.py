"""What keeps a page's languages together, and what readers wish for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from wagtail.models import Locale, Page

from jadro.accounts.models import User
from jadro.home.models import TranslationWish


def wish_translation(user: User, page_key: UUID, *, language: str, at: datetime) -> TranslationWish:
    """Counts a person's wish once."""
    wish, _made = TranslationWish.objects.get_or_create(
        page_key=page_key, language=language, wished_by=user, defaults={"wished_at": at}
    )
    return wish


@transaction.atomic
def stand_in_every_language(page: Page) -> list[Page]:
    """Makes copies of a public page in the languages that have none, so that its address exists there and shows the
    source with a notice. Copies follow their source until they are translated. Returns the new ones; safe to repeat."""
    made: list[Page] = []
    if page.alias_of_id or page.is_root() or not page.live:
        return made
    languages = Locale.objects.exclude(
        pk__in=Page.objects.filter(translation_key=page.translation_key).values("locale_id")
    )
    for locale in languages:
        made.append(page.copy_for_translation(locale, copy_parents=True, alias=True))
    return made
