"""Everything that is kept of a person, as one file that they take along: for programs and for reading."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext

from jadro.accounts import registry
from jadro.accounts.models import User
from jadro.accounts.registry import Kept, Row
from jadro.base.dates import show_date, show_moment


@dataclass(frozen=True)
class Table:
    headings: list[str]
    rows: list[list[str]]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Of the one row of a table that is easier read downwards."""
        return list(zip(self.headings, self.rows[0], strict=True)) if len(self.rows) == 1 else []


@dataclass(frozen=True)
class Section:
    title: str
    tables: list[Table]


def everything_of(person: User, *, language: str, at: datetime) -> bytes:
    """A zip with `data.json` and `data.html`, in this language.

    The JSON is {"site", "made_at", "language", "kept": {model: [{"what", "rows": [{column: value}]}]}}, with moments in
    UTC. A place that holds nothing of the person has no rows; what is the network's is not in it.
    """
    found = [(each, each.rows(person, language)) for each in registry.everything() if each.taken]
    for_programs: dict[str, list[Row]] = {}
    for kept, rows in found:
        for_programs.setdefault(kept.name, []).append({"what": str(kept.what), "rows": rows})
    content = {"site": settings.BASE_URL, "made_at": at, "language": language, "kept": for_programs}
    page = render_to_string(
        "files/my_data.html",
        {"sections": list(_sections(found)), "language": language, "made_at": at, "site": settings.BASE_URL},
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        archive.writestr("data.html", page)
    return file.getvalue()


def _sections(found: list[tuple[Kept, list[Row]]]) -> Iterator[Section]:
    tables: dict[str, list[Table]] = {}
    for kept, rows in found:
        if rows:
            tables.setdefault(str(kept.what), []).append(_table(kept, rows))
    for title, its_tables in tables.items():
        yield Section(title, its_tables)


def _table(kept: Kept, rows: list[Row]) -> Table:
    columns = [name for name in rows[0] if name not in kept.for_programs]
    return Table(
        [capfirst(str(kept.label(name))) for name in columns],
        [[_shown(kept, name, row[name]) for name in columns] for row in rows],
    )


def _shown(kept: Kept, column: str, value: Any) -> str:
    match value:
        case bool():
            return gettext("yes") if value else gettext("no")
        case None | "":
            return "–"
        case datetime():
            return show_moment(value)
        case date():
            return show_date(value)
    if column == "language":
        return dict(settings.LANGUAGES).get(value, value)
    try:
        named = dict(kept.model._meta.get_field(column).flatchoices)  # type: ignore[union-attr]  # a column has them
    except FieldDoesNotExist:
        named = {}
    return str(named.get(value, value))
