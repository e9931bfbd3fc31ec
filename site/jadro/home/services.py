"""What keeps a page's languages together, and what readers wish for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from wagtail.models import Locale, Page, PageViewRestriction

from jadro.accounts.models import User
from jadro.home import queries
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
    if made:
        same_privacy_in_every_language(page)
    return made


@transaction.atomic
def same_privacy_in_every_language(page: Page) -> None:
    """Keeps a page's other languages from the same people as the page itself: a copy that stands in for a translation
    shows its very text. Who may open a translation is decided at its source. Safe to repeat."""
    if not queries.is_source(page):
        return
    wanted = _privacy_of(page)
    for follower in queries.followers(page):
        if _privacy_of(follower) == wanted:
            continue
        for each in PageViewRestriction.objects.filter(page=follower):
            each.delete()
        for kind, password, groups in wanted:
            restriction = PageViewRestriction.objects.create(page=follower, restriction_type=kind, password=password)
            restriction.groups.set(groups)


def _privacy_of(page: Page) -> list[tuple[str, str, list[int]]]:
    """Each restriction by kind, password and groups, in an order of its own: the database promises none."""
    return sorted(
        (each.restriction_type, each.password, sorted(each.groups.values_list("pk", flat=True)))
        for each in PageViewRestriction.objects.filter(page=page)
    )
