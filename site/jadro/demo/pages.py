"""Planting pages that are missing, in every language their texts are complete in."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.conf import settings
from django.core.management import call_command
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.backends.dummy import DummyBackend
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from jadro.base.pages import BasePage
from jadro.editions import stamps
from jadro.editions.choices import CONTENT
from learning.courses.models import CourseIndexPage

# The section of courses, in the data and in its address.
SECTION = "courses"
# Never to be changed: progress hangs on the keys and block ids made with it.
NAMESPACE = UUID("5c7bd8a3-3f0e-4a5b-9d54-1f0c3f8f6a11")

Thing = TypeVar("Thing")
Writer = Callable[[str], BasePage]
# Where a string stands: its path in wagtail-localize's sense, and its number among the strings of that path.
Place = tuple[str, int]


def lasting_id(name: str) -> UUID:
    """The same id for the same name of the data, in every installation."""
    return uuid5(NAMESPACE, name)


@dataclass(frozen=True)
class Recipe:
    """A page of the demo and those below it. `write` makes the page in a language, unsaved; texts that the data does
    not have in that language are left empty."""

    key: str
    write: Writer
    below: Sequence["Recipe"] = ()


def section_of_courses() -> CourseIndexPage | None:
    """The only page of its kind in the first language, whoever made it."""
    return CourseIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of=None).first()


def row_of(key: str) -> int | None:
    """The row, in the first language, of a page that the data names."""
    if key == SECTION:
        section = section_of_courses()
        return section.pk if section else None
    pages = Page.objects.filter(translation_key=lasting_id(key), locale__language_code=settings.LANGUAGE_CODE)
    return pages.values_list("pk", flat=True).first()


def plant(recipe: Recipe, parent: Page) -> int:
    """Makes the pages that exist in no language yet and returns their number; what exists is not touched.

    A page is published after those below it, so that a course opens with all its lessons and has one outline.
    """
    key = lasting_id(recipe.key)
    existing = Page.objects.filter(translation_key=key)
    if existing.exists():
        page = existing.filter(locale=parent.locale_id).first()
        return sum(plant(child, page) for child in recipe.below) if page else 0
    page = recipe.write(parent.locale.language_code)
    page.locale, page.translation_key, page.live = parent.locale, key, False
    parent.add_child(instance=page)
    page.save_revision()
    versions = [page, *translate(page, recipe.write)]
    made = 1 + sum(plant(child, page) for child in recipe.below)
    publish(versions)
    return made


def publish(versions: Sequence[Any]) -> None:
    for page in versions:
        page.get_latest_revision().publish()


def translate(page: BasePage, write: Writer) -> list[Page]:
    """Saves drafts of the page in the languages its data is complete in, through wagtail-localize, so that an editor
    can go on from them. In other languages the page is left to stand in for itself."""
    draft = _Draft(page)
    drafts = []
    for locale in Locale.objects.exclude(pk=page.locale_id):
        strings = draft.strings_of(write(locale.language_code))
        if strings is None:
            continue
        if not page.has_translation(locale):
            copy = _copy(page, locale, slug=strings.get(("slug", 0), page.slug))
            if ("slug", 0) in strings:
                strings["slug", 0] = copy.slug
        drafts.append(draft.say(strings, locale))
    return drafts


def plant_snippet(snippet: Any, write: Callable[[str], Any]) -> None:
    """Saves and publishes a translatable snippet, unsaved so far, in every language its data is complete in."""
    snippet.live = False
    snippet.save()
    snippet.save_revision()
    draft = _Draft(snippet)
    versions = [snippet]
    for locale in Locale.objects.exclude(pk=snippet.locale_id):
        strings = draft.strings_of(write(locale.language_code))
        if strings is not None:
            versions.append(draft.say(strings, locale))
    publish(versions)


class _Draft:
    """What wagtail-localize knows of a source, and a way to say it in another language."""

    def __init__(self, source: Any) -> None:
        self.source, _is_new = TranslationSource.update_or_create_from_instance(source)
        self.segments = _segments(self.source)

    def strings_of(self, written: Any) -> dict[Place, str] | None:
        """The strings of what was written in another language; None when one is missing."""
        strings = _strings(written)
        return strings if strings.keys() == self.segments.keys() else None

    def say(self, strings: dict[Place, str], locale: Locale) -> Any:
        translation = Translation.objects.create(source=self.source, target_locale=locale)
        for place, segment in self.segments.items():
            StringTranslation.objects.create(
                translation_of_id=segment.string_id,
                context_id=segment.context_id,
                locale=locale,
                data=strings[place],
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            )
        translation.save_target(publish=False)
        return translation.get_target_instance()


def _copy(page: BasePage, locale: Locale, *, slug: str) -> BasePage:
    """Makes the page's place in another language. It stands under a slug of its own before wagtail-localize could give
    it one, which would leave a redirect from the slug of the source: an address nobody ever saw."""
    copy = page.copy_for_translation(locale, copy_parents=True)
    copy.slug = copy.free_slug(slug)
    copy.set_url_path(copy.get_parent())
    Page.objects.filter(pk=copy.pk).update(slug=copy.slug, url_path=copy.url_path)
    stamps.touch(*CONTENT)
    return copy


def _segments(source: TranslationSource) -> dict[Place, StringSegment]:
    rows = StringSegment.objects.filter(source=source).select_related("context").order_by("order")
    return dict(_numbered((row.context.path, row) for row in rows))


def _strings(page: Any) -> dict[Place, str]:
    values = (segment for segment in extract_segments(page) if isinstance(segment, StringSegmentValue))
    return dict(_numbered((value.path, value.string.data) for value in values))


def _numbered(found: Iterator[tuple[str, Thing]]) -> Iterator[tuple[Place, Thing]]:
    """Block ids are the same in all languages, so path and number lead from a string to its translation."""
    seen: Counter[str] = Counter()
    for path, thing in found:
        yield (path, seen[path]), thing
        seen[path] += 1


@contextmanager
def indexes_put_off() -> Iterator[None]:
    """Keeps Wagtail's indexes from following every save. Call `rebuild_indexes` afterwards; should a load be killed
    before that, the nightly job does it.

    Loading saves each page five times and more, and each save would be two jobs in the queue.
    """
    backend = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
    task_backends[DEFAULT_TASK_BACKEND_ALIAS] = DummyBackend(DEFAULT_TASK_BACKEND_ALIAS, {})
    try:
        yield
    finally:
        task_backends[DEFAULT_TASK_BACKEND_ALIAS] = backend


def rebuild_indexes() -> None:
    call_command("rebuild_references_index", verbosity=0)
    call_command("wagtail_update_index", verbosity=0)
