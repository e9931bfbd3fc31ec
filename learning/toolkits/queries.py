"""Reads of toolkits and worksheets that several callers share."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.db.models.functions import Coalesce

from jadro.accounts.models import User
from jadro.base.addresses import page_address
from jadro.base.language import in_language
from jadro.editions.choices import Scope
from jadro.editions.memory import remembered, remembered_each
from jadro.editions.visibility import hidden_paths, visible_to
from learning.toolkits.blocks import steps_in
from learning.toolkits.definitions import Field, Worksheet
from learning.toolkits.models import ToolkitConcept, ToolkitPage, WorksheetTemplate, WorksheetVersion

Reader = User | AnonymousUser
# The language a page is really written in: a copy that stands in for a translation has its source's.
TEXT_LANGUAGE = Coalesce(F("alias_of__locale__language_code"), F("locale__language_code"))


def worksheets(template_keys: Iterable[UUID], language: str) -> dict[UUID, Worksheet]:
    """What worksheets ask now, in this language where they are translated, else in the nearest; those that were never
    published are left out. One query; remembered until content changes."""

    def read(missing: list[UUID]) -> dict[UUID, Worksheet]:
        by_key: dict[UUID, list[WorksheetVersion]] = defaultdict(list)
        for version in WorksheetVersion.objects.current().filter(template_key__in=missing):
            by_key[version.template_key].append(version)
        chosen = {key: in_language(versions, language) for key, versions in by_key.items()}
        return {key: version.read() for key, version in chosen.items() if version is not None}

    return remembered_each(Scope.LEARNING, ("worksheets", language), template_keys, read)


def worksheets_chosen(template_ids: Collection[int], language: str) -> dict[int, Worksheet]:
    """The same by the rows that editors chose in a step or a lesson; those that are withdrawn are left out. Two
    queries, none for no row."""
    if not template_ids:
        return {}
    live = WorksheetTemplate.objects.filter(pk__in=template_ids, live=True)
    keys = dict(live.values_list("pk", "translation_key"))
    found = worksheets(set(keys.values()), language)
    return {pk: found[key] for pk, key in keys.items() if key in found}


def versions(version_ids: Iterable[int]) -> dict[int, Worksheet]:
    """Worksheets as they were published once, by the rows that keep them. One query."""
    return {pk: version.read() for pk, version in WorksheetVersion.objects.in_bulk(list(version_ids)).items()}


def published(template_key: UUID, language: str) -> Worksheet | None:
    """What a worksheet asks now in exactly this language."""
    version = WorksheetVersion.objects.current().filter(template_key=template_key, language=language).first()
    return version.read() if version else None


@dataclass(frozen=True)
class Rekeyed:
    """Fields of a published worksheet that had another name when they stood in it last: the identity of then, and the
    field. `at` is when the worksheet was published."""

    fields: tuple[tuple[str, Field], ...]
    at: datetime


def rekeyed(template_key: UUID, language: str) -> Rekeyed | None:
    """None for a worksheet that was never published in this language."""
    rows = WorksheetVersion.objects.filter(template_key=template_key, language=language)
    published_ones = list(rows.order_by("number"))
    if not published_ones:
        return None
    *earlier, now = published_ones
    # A field may have been out for a while, so the last version of each counts.
    named = {field.block_id: field.identity for version in earlier for field in version.read().fields}
    pairs = ((named.get(field.block_id, field.identity), field) for field in now.read().fields)
    return Rekeyed(tuple((old, field) for old, field in pairs if old != field.identity), now.published_at)


def worksheet_called(key: str, language: str) -> Worksheet | None:
    """The worksheet with this name in addresses; None when no published template has it."""
    template_keys = remembered(Scope.LEARNING, "worksheet names", _names)
    template_key = template_keys.get(key)
    return worksheets([template_key], language).get(template_key) if template_key else None


def is_open(worksheet: Worksheet, language: str, reader: Reader) -> bool:
    """Whether this reader can read what the worksheet asks: in a toolkit they can open, or in a plan, where whoever has
    an account fills in any."""
    if reader.is_authenticated:
        return True
    return any(worksheet.template_key in card.worksheet_keys for card in toolkits(language, reader))


def _names() -> dict[str, UUID]:
    rows = WorksheetVersion.objects.current().order_by("pk").values_list("content__key", "template_key")
    return dict(rows)


@dataclass(frozen=True)
class Step:
    """A step of a toolkit; `worksheet` is the translation key of its template, None for a step without one."""

    title: str
    worksheet: UUID | None


@dataclass(frozen=True)
class ToolkitCard:
    """A toolkit in a list. `language` is that of its words."""

    key: UUID
    title: str
    summary: str
    language: str
    url: str
    minutes: int
    is_joined_plan: bool
    steps: tuple[Step, ...]
    languages: tuple[str, ...]
    is_foreign: bool

    @property
    def worksheet_keys(self) -> list[UUID]:
        return [step.worksheet for step in self.steps if step.worksheet is not None]


def toolkits(language: str, reader: Reader) -> tuple[ToolkitCard, ...]:
    """Toolkits this reader can open, in the order the editors gave them. Remembered until content changes; otherwise
    three queries, whatever their number."""
    name = ("toolkits", language, hidden_paths(reader))
    return remembered(Scope.LEARNING, name, lambda: tuple(_read_toolkits(language, reader)))


def worksheets_of(card: ToolkitCard, language: str) -> list[Worksheet]:
    """Those of its steps, in their order, each once."""
    found = worksheets(card.worksheet_keys, language)
    return [found[key] for key in dict.fromkeys(card.worksheet_keys) if key in found]


def _read_toolkits(language: str, reader: Reader) -> list[ToolkitCard]:
    pages = visible_to(ToolkitPage.objects.live(), reader).filter(locale__language_code=language).order_by("path")
    rows = list(
        pages.annotate(text_language=TEXT_LANGUAGE).values(
            "translation_key", "title", "summary", "url_path", "text_language", "minutes", "is_joined_plan", "body"
        )
    )
    steps = {row["translation_key"]: steps_in(row["body"]) for row in rows}
    chosen = {template for its in steps.values() for _block, _title, template in its if template}
    keys = dict(WorksheetTemplate.objects.filter(pk__in=chosen, live=True).values_list("pk", "translation_key"))
    languages: dict[UUID, list[str]] = defaultdict(list)
    written = ToolkitPage.objects.live().filter(alias_of__isnull=True)
    for key, code in written.values_list("translation_key", "locale__language_code"):
        languages[key].append(code)
    order = [code for code, _name in settings.LANGUAGES]
    return [
        ToolkitCard(
            key=row["translation_key"],
            title=row["title"],
            summary=row["summary"],
            language=row["text_language"],
            url=page_address(row["url_path"], language),
            minutes=row["minutes"],
            is_joined_plan=row["is_joined_plan"],
            steps=tuple(
                Step(title, keys.get(template) if template else None)
                for _block, title, template in steps[row["translation_key"]]
            ),
            languages=tuple(sorted(languages[row["translation_key"]], key=order.index)),
            is_foreign=row["text_language"] != language,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class TaggedToolkit:
    """What a toolkit is about, whoever may read it. `concepts` are the keys of its tags."""

    key: UUID
    is_joined_plan: bool
    worksheet_keys: tuple[UUID, ...]
    concepts: frozenset[int]


def tagged() -> list[TaggedToolkit]:
    """All published toolkits, as they stand in the site's own language. Three queries."""
    pages = ToolkitPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path")
    rows = list(pages.values_list("pk", "translation_key", "is_joined_plan", "body"))
    steps = {pk: [template for _block, _title, template in steps_in(body) if template] for pk, *_rest, body in rows}
    chosen = {template for its in steps.values() for template in its}
    keys = dict(WorksheetTemplate.objects.filter(pk__in=chosen, live=True).values_list("pk", "translation_key"))
    concepts: dict[int, set[int]] = defaultdict(set)
    for pk, concept in ToolkitConcept.objects.filter(content_object__in=steps).values_list("content_object", "tag"):
        concepts[pk].add(concept)
    return [
        TaggedToolkit(
            key, is_joined_plan, tuple(keys[each] for each in steps[pk] if each in keys), frozenset(concepts[pk])
        )
        for pk, key, is_joined_plan, _body in rows
    ]
