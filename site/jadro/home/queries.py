"""Languages of pages: which exist, and what a reader is told when theirs does not."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from jadro.accounts.models import User
from jadro.base.addresses import page_address
from jadro.base.prepared import Prepared
from jadro.home.models import TranslationWish


@dataclass(frozen=True)
class TextLanguage:
    """`code` is the language the text of a page is really written in. `is_missing`: the page stands in another
    language's tree only as a copy of its source. `is_partial`: a translation that is not finished."""

    code: str
    is_missing: bool = False
    is_partial: bool = False


def text_language(page: Page) -> TextLanguage:
    """What a page's text is written in. Two queries at most for a source; a translation is counted string by string."""
    own = page.locale.language_code
    if page.alias_of_id:
        return TextLanguage(page.alias_of.locale.language_code, is_missing=True)
    translation = (
        Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id)
        .select_related("source__locale")
        .first()
    )
    if translation is None or translation.source.locale_id == page.locale_id:
        return TextLanguage(own)
    total, translated = translation.get_progress()
    if translated >= total:
        return TextLanguage(own)
    source = translation.source.locale.language_code
    # Converting an untranslated copy makes it a page of its own that is still in the source's language.
    return TextLanguage(source, is_missing=True) if translated == 0 else TextLanguage(own, is_partial=True)


_family = Prepared(
    lambda key: (
        Page.objects.live()
        .filter(translation_key=key)
        .order_by()
        .values_list("locale__language_code", "url_path", "alias_of_id")
    )
)


@dataclass(frozen=True)
class PageLanguage:
    """A language a page can be opened in. `is_translated` is False where a copy stands in for a translation."""

    code: str
    url: str
    is_translated: bool


def page_languages(page: Page) -> list[PageLanguage]:
    """The languages a page can be opened in, in the order of the settings. One query."""
    found = {
        code: PageLanguage(code, page_address(url_path, code), alias_of is None)
        for code, url_path, alias_of in _family(key=page.translation_key)
    }
    return [found[code] for code, _name in settings.LANGUAGES if code in found]


def is_source(page: Page) -> bool:
    """Whether the page is the one its other languages were made from."""
    if page.alias_of_id:
        return False
    source = (
        TranslationSource.objects.filter(object_id=page.translation_key).values_list("locale_id", flat=True).first()
    )
    return source in {None, page.locale_id}


def with_followers(pages: list[Page]) -> list[Page]:
    """The pages, then the other languages of those that are sources, each once."""
    found = {page.pk: page for page in pages}
    for page in pages:
        if is_source(page):
            for follower in followers(page):
                found.setdefault(follower.pk, follower)
    return list(found.values())


def followers(page: Page) -> list[Page]:
    """The translations of a source page and the copies that stand in for one."""
    return list(Page.objects.translation_of(page, inclusive=False))


def is_wished(user: User, page_key: UUID, language: str) -> bool:
    return TranslationWish.objects.filter(page_key=page_key, language=language, wished_by=user).exists()


def awaited_translations() -> QuerySet[TranslationWish]:
    """One wish for each page and language, with `waiting`, how many people wish it, and `page_title` in the
    language the page was written in."""
    same = TranslationWish.objects.filter(page_key=OuterRef("page_key"), language=OuterRef("language"))
    pages = Page.objects.filter(translation_key=OuterRef("page_key"), alias_of__isnull=True).order_by("pk")
    return TranslationWish.objects.filter(~Exists(same.filter(pk__lt=OuterRef("pk")))).annotate(
        waiting=Subquery(same.order_by().values("page_key").annotate(number=Count("pk")).values("number")),
        page_title=Subquery(pages.values("title")[:1]),
    )
