"""The figures of a page as a table, one figure in each row, for a spreadsheet."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from jadro.base.spreadsheets import defused
from learning.statistics.choices import RULES_VERSION, Unit
from learning.statistics.figures import CourseFigures, Figure
from learning.statistics.network import Table

# Name of a column, its heading, and what stands in it. The editors' page of the documentation repeats them.
COLUMNS = {
    "course": _("Course"),
    "group": _("People"),
    "first_day": _("First day"),
    "last_day": _("Last day"),
    "outline": _("Outline"),
    "rules": _("Rules of counting"),
    "place": pgettext_lazy("in an order", "Place"),
    "title": _("Lesson or quiz"),
    "detail": _("Part of the lesson, or question"),
    "measure": _("Figure"),
    "value": _("Value"),
    "of": _("Out of"),
    "unit": _("Unit"),
    "definition": _("How it is counted"),
}
# In an office program, in characters; the others hold a number, a date or a word.
WIDE = {"course": 32, "group": 24, "title": 40, "detail": 48, "measure": 32, "definition": 80}
OTHERWISE = 14


@dataclass(frozen=True)
class Line:
    course: str
    group: str
    first_day: date | None
    last_day: date
    outline: int | None
    rules: int
    place: int | None
    title: str
    detail: str
    figure: Figure

    @property
    def measure(self) -> str:
        return str(self.figure.measure.label)

    @property
    def value(self) -> int | str | None:
        """A number; words where it stands for fewer than five people."""
        is_under_five = self.figure.value == 0 and self.figure.unit == Unit.PEOPLE
        return self.figure.shown if is_under_five else self.figure.value

    @property
    def of(self) -> int | None:
        return self.figure.of

    @property
    def unit(self) -> str:
        return str(self.figure.unit.label)

    @property
    def definition(self) -> str:
        return self.figure.measure.definition


def lines(course: str, group: str, figures: CourseFigures) -> Iterator[Line]:
    """What the page shows, in its order."""
    period = figures.period

    def line(figure: Figure, *, place: int | None = None, title: str = "", detail: str = "") -> Line:
        return Line(
            course,
            group,
            period.first.first_day if period.first else None,
            period.last.last_day,
            figures.outline_number,
            RULES_VERSION,
            place,
            title,
            detail,
            figure,
        )

    for figure in figures.figures:
        yield line(figure)
    if figures.stopped_before:
        yield line(figures.stopped_before, place=0)
    for each in figures.items:
        place = each.item.position
        for figure in each.figures:
            yield line(figure, place=place, title=each.title)
        for detail in (*each.parts, *each.questions):
            yield line(detail.figure, place=place, title=each.title, detail=detail.words)


@dataclass(frozen=True)
class LineOfPlans:
    measure: str
    group: str
    value: int | str
    definition: str


class Spreadsheet(SpreadsheetExportMixin):
    """Wagtail's export, for lines that are in no table; CSV opens with its letters right in office programs."""

    list_export = list(COLUMNS)
    export_headings = COLUMNS

    def __init__(self, name: str) -> None:
        self.export_filename = name

    def write_xlsx(self, queryset: Any, output: BinaryIO) -> None:
        """Wagtail's has a nameless sheet and columns too narrow to read."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet(title=gettext("Figures"))
        sheet.freeze_panes = "A2"
        for number, field in enumerate(self.list_export, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDE.get(field, OTHERWISE)
        sheet.append([self.get_heading(queryset, field) for field in self.list_export])
        for line in queryset:
            sheet.append(self.generate_xlsx_row(sheet, self.to_row_dict(line)))
        book.save(output)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if isinstance(value, str):
            return defused(value)
        # As text, because programs show a date in the manner of the machine they run on.
        return value.isoformat() if isinstance(value, date) else value

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        yield codecs.BOM_UTF8
        yield from super().stream_csv(queryset)

    def write_csv_response(self, queryset: Any) -> HttpResponse:
        """Written here and now, while the language is still that of the reader."""
        name = f"{self.get_filename()}.csv"
        return HttpResponse(
            b"".join(self.stream_csv(queryset)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)},
        )


class OfPlansSpreadsheet(Spreadsheet):
    """The same for numbers of plans."""

    export_headings = {
        "measure": _("Figure"),
        "group": _("Group"),
        "value": _("Value"),
        "definition": _("How it is counted"),
    }
    list_export = list(export_headings)


def lines_of_plans(tables: Iterable[Table]) -> Iterator[LineOfPlans]:
    for table in tables:
        for row in table.rows:
            yield LineOfPlans(str(table.of.label), row.words, row.count or row.shown, table.of.definition)
