"""A plan as files to take along. Nothing private is in any of them but the power map, which its team takes alone."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jadro.base import documents
from jadro.base.dates import show_date
from jadro.base.papers import make_pdf, make_picture
from jadro.base.spreadsheets import defused
from learning.plans.drawing import day_of, power_map
from learning.plans.models import Plan
from learning.plans.queries import Part, municipality_of, team_of
from learning.plans.values import in_words
from learning.toolkits.choices import ColumnKind, FieldKind
from learning.toolkits.definitions import Field

BOM = "\ufeff"  # so that office programs read the letters right


def facts_of(plan: Plan) -> list[tuple[str, str]]:
    """What stands on the cover."""
    place = municipality_of(plan)
    found = [(_("Municipality"), str(place))] if place else []
    if plan.institution:
        found.append((_("Institution addressed"), str(plan.institution)))
    return [*found, (_("Team"), ", ".join(map(str, team_of(plan))))]


def as_pdf(plan: Plan, parts: Iterable[Part], *, language: str, at: datetime) -> bytes:
    return make_pdf(
        "plan.typ",
        {
            "language": language,
            "title": plan.title,
            "organisation": pgettext("name of the network", "JADRO"),
            "tagline": _("Knowledge exchange"),
            "heading": _("Advocacy plan"),
            "facts": [*facts_of(plan), (_("Date"), show_date(at))],
            "note": _("Private answers, such as the power map, are not in it."),
            "empty": _("Nothing is written here yet."),
            "page_of": _("{page} of {pages}"),
            "parts": [
                {
                    "title": part.title,
                    "language": part.language,
                    "lines": [
                        {
                            "label": said.field.label,
                            "text": [line for line in said.words.text.splitlines() if line.strip()],
                            "columns": list(said.words.columns),
                            "rows": [list(row) for row in said.words.rows],
                        }
                        for said in part.said
                    ],
                }
                for part in parts
            ],
        },
    )


def as_docx(plan: Plan, parts: Iterable[Part], *, language: str, at: datetime) -> bytes:
    document = documents.begin(plan.title, author=pgettext("name of the network", "JADRO"), language=language)
    document.add_heading(plan.title, level=0)
    for label, value in [*facts_of(plan), (_("Date"), show_date(at))]:
        line = document.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(value)
    for part in parts:
        document.add_page_break()
        documents.speak(document.add_heading(part.title, level=1), part.language)
        for said in part.said:
            documents.speak(document.add_heading(said.field.label, level=2), part.language)
            if said.words.rows:
                documents.add_table(document, said.words.columns, said.words.rows)
            for paragraph in said.words.text.splitlines():
                document.add_paragraph(paragraph)
            if not said.words:
                document.add_paragraph().add_run(_("Nothing is written here yet.")).italic = True
    return documents.content_of(document)


def as_csv(plan: Plan, parts: Iterable[Part], *, language: str, at: datetime) -> bytes:
    """A line for each answer, and for each row of a table."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([_("Part"), _("Question"), _("Key"), _("Row"), _("Answer")])
    for part in parts:
        for said in part.said:
            start = (part.title, said.field.label, said.field.identity)
            for number, row in enumerate(said.words.rows, start=1):
                cells = zip(said.words.columns, row, strict=True)
                told = "; ".join(f"{column}: {cell}" for column, cell in cells if cell)
                lines.writerow([*map(defused, start), number, defused(told)])
            if not said.words.rows:
                lines.writerow([*map(defused, start), "", defused(said.words.text)])
    return (BOM + written.getvalue()).encode()


def as_json(plan: Plan, parts: Iterable[Part], *, language: str, at: datetime) -> bytes:
    """Values as they are kept, by the keys that stay for good."""
    place = municipality_of(plan)
    content = {
        "title": plan.title,
        "municipality": place.code if place else None,
        "institution": plan.institution.code if plan.institution else None,
        "language": language,
        "made_at": at.isoformat(),
        "site": settings.BASE_URL,
        "answers": [
            {
                "part": part.title,
                "key": said.field.identity,
                "kind": said.field.kind.value,
                "question": said.field.label,
                "value": said.value,
            }
            for part in parts
            for said in part.said
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def days_of(parts: Iterable[Part]) -> list[tuple[date, str]]:
    """What timelines say happens when, in the order of time."""
    found = []
    for said in (said for part in parts for said in part.said if said.field.kind == FieldKind.TIMELINE and said.words):
        columns = said.field.columns
        day = next(column.key for column in columns if column.kind == ColumnKind.DATE)
        words = [column.key for column in columns if column.kind in (ColumnKind.SHORT_TEXT, ColumnKind.LONG_TEXT)]
        for row in said.value:
            if (its := day_of(row.get(day, ""))) is not None:
                found.append((its, next((row[key] for key in words if row.get(key)), "")))
    return sorted(found)


def as_calendar(plan: Plan, parts: Iterable[Part], *, language: str, at: datetime) -> bytes:
    """Whole days, to be taken into any calendar. The same day of the same plan is the same event, however often it is
    taken."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//JADRO//plans//")
    calendar.add("version", "2.0")
    for day, words in days_of(parts):
        event = Event()
        event.add("summary", words or plan.title)
        event.add("description", plan.title)
        event.add("dtstart", day)
        event.add("dtstamp", at)
        event.add("uid", str(uuid5(NAMESPACE_URL, f"{settings.BASE_URL} {plan.pk} {day} {words}")))
        calendar.add_component(event)
    return calendar.to_ical()


Writer = Callable[..., bytes]
# What a plan can be taken along as: its type on the web, and what writes it.
FORMATS: dict[str, tuple[str, Writer]] = {
    "pdf": ("application/pdf", as_pdf),
    "docx": (documents.MEDIA_TYPE, as_docx),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
    "ics": ("text/calendar; charset=utf-8", as_calendar),
}


# --- The power map ---------------------------------------------------------------------------------------------------

# A drawing that leaves the page takes its colours along; those of the light page, for paper.
MAP_STYLE = """
text{fill:#13201a;font:14px Bitter,"Bitter cyrillic","Bitter latin",serif}
.end{text-anchor:end}.middle{text-anchor:middle}.line{stroke:#c9d1cb}.axis{fill:none;stroke:#13201a;stroke-width:1.5}
.win{fill:#ffe3eb}.with{fill:#d9ebe3}.rest{fill:#f1f3f0}
circle{fill:#0a5f46;stroke:#0a5f46;stroke-width:2}.number{font-size:13px;font-weight:700}.for .number{fill:#fff}
.undecided circle,.against circle{fill:#fff;stroke:#13201a}.against circle{stroke-dasharray:4 3}
"""


def map_as_svg(field: Field, rows: list[dict[str, str]], *, language: str) -> bytes:
    svg = str(power_map(rows))
    start = svg.index(">") + 1
    head = svg[:start].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"{head}<style>{MAP_STYLE}</style>{svg[start:]}".encode()


def map_as_png(field: Field, rows: list[dict[str, str]], *, language: str) -> bytes:
    svg = map_as_svg(field, rows, language=language).decode()
    return make_picture("drawing.typ", {"svg": svg, "title": str(field.label), "language": language})


def map_as_csv(field: Field, rows: list[dict[str, str]], *, language: str) -> bytes:
    words = in_words(field, rows)
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(["#", *words.columns])
    for number, row in enumerate(words.rows, start=1):
        lines.writerow([number, *map(defused, row)])
    return (BOM + written.getvalue()).encode()


MAP_FORMATS: dict[str, tuple[str, Writer]] = {
    "svg": ("image/svg+xml", map_as_svg),
    "png": ("image/png", map_as_png),
    "csv": ("text/csv; charset=utf-8", map_as_csv),
}
