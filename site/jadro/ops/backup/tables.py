"""Tables as lines of text that are the same whatever database they come from, so that one checksum holds for all."""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col

from jadro.ops.backup.errors import BackupError

ROWS_AT_ONCE = 2000

# What is not in a backup, and why nothing is lost by that.
LEFT_OUT_TABLES = {
    "django_session": "who is signed in; everybody signs in again",
    "usersessions_usersession": "the same, as people see it in their profile",
    "wagtailadmin_editingsession": "which editors have a page open at this moment",
    "wagtailsearch_indexentry": "search index of the admin; made again after a restore",
    "wagtailsearch_indexentry_fts": "the same, on SQLite",
}


@dataclass(frozen=True)
class Column:
    """`kind` is Django's name of the type, such as DateTimeField; a foreign key has that of the key it points at."""

    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    name: str
    key: str
    columns: tuple[Column, ...]

    @property
    def counts_its_keys(self) -> bool:
        return any(column.name == self.key and column.kind.endswith("AutoField") for column in self.columns)


@dataclass(frozen=True)
class Kind:
    """How a value of Python is written in JSON and read from it; None is the same in both."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _canonical_json(text: str) -> str:
    """JSON that PostgreSQL's jsonb and SQLite's text agree on: they keep other orders and other spaces."""
    return json.dumps(_plain_numbers(json.loads(text)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain_numbers(value: Any) -> Any:
    """jsonb gives 1e30 back as an integer."""
    if isinstance(value, dict):
        return {key: _plain_numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain_numbers(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


_whole = Kind(int, _same)
_text = Kind(_same, _same)
KINDS = {
    **dict.fromkeys(("AutoField", "BigAutoField", "SmallAutoField"), _whole),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "SmallIntegerField"), _whole),
    **dict.fromkeys(("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"), _whole),
    **dict.fromkeys(("CharField", "TextField", "SlugField", "FileField", "GenericIPAddressField"), _text),
    "BooleanField": Kind(bool, _same),
    "FloatField": Kind(float, _same),
    "DateField": Kind(date.isoformat, date.fromisoformat),
    "TimeField": Kind(time.isoformat, time.fromisoformat),
    "DateTimeField": Kind(_utc, datetime.fromisoformat),
    "DurationField": Kind(
        lambda value: value // timedelta(microseconds=1), lambda value: timedelta(microseconds=value)
    ),
    "UUIDField": Kind(str, uuid.UUID),
    "BinaryField": Kind(lambda value: bytes(value).hex(), bytes.fromhex),
    # Read and written as text: a value that is null in JSON is not an empty column.
    "JSONField": Kind(_canonical_json, _same),
}
# Databases sort texts by different alphabets.
KEY_KINDS = {"AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "UUIDField"}


def kept_tables(apps: Apps) -> list[Table]:
    """The tables of these models that a backup holds."""
    found = [
        _table(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT_TABLES
    ]
    return sorted(found, key=lambda table: table.name)


def _table(model: type[models.Model]) -> Table:
    fields = [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]
    columns = tuple(Column(str(field.column), _kind(field)) for field in fields)
    table = Table(model._meta.db_table, str(model._meta.pk.column), columns)
    kinds = {column.name: column.kind for column in table.columns}
    unknown = [f"{name} ({kind})" for name, kind in kinds.items() if kind not in KINDS]
    if unknown or kinds[table.key] not in KEY_KINDS:
        raise BackupError(
            f"The table {table.name} has a column that a backup cannot hold: {', '.join(unknown) or table.key}. Nothing"
            " was written; the kinds it knows are in jadro/ops/backup/tables.py."
        )
    return table


def _kind(field: models.Field) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.get_internal_type()


def lines(connection: BaseDatabaseWrapper, table: Table) -> Iterator[bytes]:
    """The rows of a table in the order of their keys, a line for each."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column.name) for column in table.columns)
    writers = [_writer(connection, column) for column in table.columns]
    with connection.chunked_cursor() as cursor:
        # Names of tables and columns are those of models.
        cursor.execute(f"SELECT {columns} FROM {quote(table.name)} ORDER BY {quote(table.key)}")  # noqa: S608
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for row in rows:
                values = [None if value is None else write(value) for write, value in zip(writers, row, strict=True)]
                yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _writer(connection: BaseDatabaseWrapper, column: Column) -> Callable[[Any], Any]:
    write = KINDS[column.kind].write
    if column.kind == "JSONField":
        return write
    field = getattr(models, column.kind)()
    expression = Col("", field)
    converters = [*connection.ops.get_db_converters(expression), *field.get_db_converters(connection)]
    if not converters:
        return write

    def convert(value: Any) -> Any:
        for converter in converters:
            value = converter(value, expression, connection)
        return write(value)

    return convert


def values_of(line: bytes) -> list[Any]:
    return list(json.loads(line))


def rows(connection: BaseDatabaseWrapper, table: Table, its_lines: Iterable[bytes]) -> Iterator[list[Any]]:
    """The values of such lines as this database takes them."""
    readers = [_reader(connection, column) for column in table.columns]
    for line in its_lines:
        yield [None if value is None else read(value) for read, value in zip(readers, values_of(line), strict=True)]


def _reader(connection: BaseDatabaseWrapper, column: Column) -> Callable[[Any], Any]:
    read = KINDS[column.kind].read
    if column.kind == "JSONField":
        return read
    field = getattr(models, column.kind)()
    return lambda value: field.get_db_prep_save(read(value), connection)
