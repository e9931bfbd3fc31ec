"""Blank worksheets for paper: what a worksheet asks on the screen, in the same order and words, with room to write.

PDF and DOCX are written from one list of `Blank`, which is made from the definition that the screen shows.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jadro.base import documents
from jadro.base.papers import make_pdf
from jadro.editions.memory import Shelf
from learning.toolkits.choices import ColumnKind, Currency, FieldKind
from learning.toolkits.definitions import Column, Field, Worksheet

if TYPE_CHECKING:
    from docx.document import Document

# A row of handwriting needs more room than one on the screen; nobody fills in two hundred on paper.
LINES_OF_TEXT, ROWS, MOST_ROWS = 6, 5, 15
# A table with more columns is written across the paper.
NARROW = 5


@dataclass(frozen=True)
class Ticks:
    """Answers to tick, one of them or several. `language` is that of their words."""

    answers: tuple[str, ...]
    is_one: bool
    language: str


@dataclass(frozen=True)
class Lines:
    """Lines to write on, with what stands before the first and after the last."""

    lines: int
    before: str = ""
    after: str = ""

    @property
    def empty_lines(self) -> range:
        return range(self.lines)


@dataclass(frozen=True)
class Grid:
    """Empty rows under their columns. `answers` are what may be written into columns that offer a choice."""

    columns: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    rows: int
    language: str

    @property
    def empty_rows(self) -> range:
        return range(self.rows)


Room = Ticks | Lines | Grid


@dataclass(frozen=True)
class Blank:
    """A field on paper. `marks` are words of the site, `label` and `help` those of the field, in its `language`."""

    language: str
    label: str
    help: str
    marks: tuple[str, ...]
    room: tuple[Room, ...]


def blanks_of(worksheet: Worksheet, language: str) -> list[Blank]:
    return [
        Blank(field.language, field.label, field.help, _marks(field), room_of(field, language))
        for field in worksheet.fields
    ]


def _marks(field: Field) -> tuple[str, ...]:
    marks = (
        (field.is_required, pgettext("field", "required")),
        (field.is_private, pgettext("field", "private")),
    )
    return tuple(word for holds, word in marks if holds)


def room_of(field: Field, language: str) -> tuple[Room, ...]:
    """`language` is that of the site's words."""
    match field.kind:
        case FieldKind.TABLE | FieldKind.TIMELINE | FieldKind.STAKEHOLDERS:
            # The columns of a map are words of the site, those of other tables are the field's.
            return (_grid(field, language if field.kind == FieldKind.STAKEHOLDERS else field.language),)
        case FieldKind.LONG_TEXT:
            return (Lines(LINES_OF_TEXT),)
        case FieldKind.CHOICE | FieldKind.CHOICES:
            answers = tuple(str(option.label) for option in field.options)
            return (Ticks(answers, field.kind == FieldKind.CHOICE, field.language),)
        case FieldKind.YES_NO:
            return Ticks((_("Yes"), _("No")), True, language), Lines(1, before=_("Reason"))
        case FieldKind.NUMBER:
            return (Lines(1, after=field.settings.get("unit", "")),)
        case FieldKind.MONEY:
            return Lines(1), Ticks(tuple(str(each.label) for each in Currency), True, language)
    return (Lines(1),)


def _grid(field: Field, language: str) -> Grid:
    rows = min(max(ROWS, field.settings.get("least_rows", 0)), MOST_ROWS)
    offered = [column for column in field.columns if column.options]
    return Grid(
        tuple(_heading(column) for column in field.columns),
        tuple((str(column.label), " · ".join(str(option.label) for option in column.options)) for column in offered),
        rows,
        language,
    )


def _heading(column: Column) -> str:
    if column.kind == ColumnKind.MONEY:
        return f"{column.label} ({Currency(column.currency).label})"
    return str(column.label)


def _is_wide(blanks: Iterable[Blank]) -> bool:
    return any(isinstance(room, Grid) and len(room.columns) > NARROW for blank in blanks for room in blank.room)


def _frame() -> dict[str, str]:
    """Words of the site around every worksheet."""
    return {
        "organisation": pgettext("name of the network", "JADRO"),
        "heading": _("Worksheet"),
        "written_by": pgettext("on paper", "Written by"),
        "date": _("Date"),
    }


def as_pdf(worksheets: Iterable[Worksheet], *, title: str, title_language: str, language: str) -> bytes:
    sheets = []
    for worksheet in worksheets:
        blanks = blanks_of(worksheet, language)
        sheets.append(
            {
                "title": worksheet.title,
                "instruction": worksheet.instruction,
                "language": worksheet.language,
                "is_wide": _is_wide(blanks),
                "fields": [asdict(blank) for blank in blanks],
            }
        )
    return make_pdf(
        "blank.typ",
        {
            **_frame(),
            "language": language,
            "title": title,
            "title_language": title_language,
            "page_of": _("{page} of {pages}"),
            "sheets": sheets,
        },
    )


def as_docx(worksheets: Iterable[Worksheet], *, title: str, title_language: str, language: str) -> bytes:
    words = _frame()
    document = documents.begin(title, author=words["organisation"], language=language)
    for number, worksheet in enumerate(worksheets):
        blanks = blanks_of(worksheet, language)
        documents.begin_page(document, is_wide=_is_wide(blanks), is_first=not number)
        document.add_paragraph(f"{words['organisation']} · {words['heading']}")
        documents.speak(document.add_heading(worksheet.title, level=1), worksheet.language)
        if worksheet.instruction:
            documents.speak(document.add_paragraph(worksheet.instruction), worksheet.language)
        for label in (words["written_by"], words["date"]):
            documents.add_room(document, label, lines=1)
        for place, blank in enumerate(blanks, start=1):
            _write(document, blank, place)
    return documents.content_of(document)


def _write(document: "Document", blank: Blank, place: int) -> None:
    heading = document.add_heading(f"{place}. {blank.label}", level=2)
    documents.speak(heading, blank.language)
    if blank.marks:
        heading.add_run(f" ({', '.join(blank.marks)})")
    if blank.help:
        documents.speak(document.add_paragraph(blank.help), blank.language)
    for room in blank.room:
        match room:
            case Ticks():
                for answer in room.answers:
                    documents.speak(document.add_paragraph(f"{'○' if room.is_one else '☐'} {answer}"), room.language)
            case Lines():
                documents.add_room(document, room.before, lines=room.lines)
                if room.after:
                    documents.speak(document.add_paragraph(room.after), blank.language)
            case Grid():
                for column, answers in room.answers:
                    documents.speak(document.add_paragraph(f"{column}: {answers}"), room.language)
                empty = [[""] * len(room.columns)] * room.rows
                documents.speak_table(documents.add_table(document, room.columns, empty, is_blank=True), room.language)


Writer = Callable[..., bytes]
# What a blank worksheet can be taken along as: its type on the web, and what writes it.
FORMATS: dict[str, tuple[str, Writer]] = {
    "pdf": ("application/pdf", as_pdf),
    "docx": (documents.MEDIA_TYPE, as_docx),
}

# Anybody may ask for these as often as they like, and they differ only when a worksheet is published anew.
papers = Shelf(60)


def content(worksheets: list[Worksheet], file_type: str, *, title: str, title_language: str, language: str) -> bytes:
    """The file, made once for these published worksheets."""
    key: Any = (tuple(each.version_id for each in worksheets), file_type, title, language)
    made = papers.get(key)
    if made is None:
        _media_type, write = FORMATS[file_type]
        made = write(worksheets, title=title, title_language=title_language, language=language)
        papers.put(key, made)
    return made
