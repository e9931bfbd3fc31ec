"""Queries whose SQL is made once.

Most of what a small query costs is Django writing its SQL anew each time. Those that are asked with every page are
prepared: the SQL of a queryset is kept, and only its values change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Statement:
    sql: str
    # For each parameter: the value's name, its place in a list or None, how the database takes it; or a fixed value.
    parameters: tuple[tuple[str, int | None, Callable[[Any], Any]] | Any, ...]
    compiler: Any
    converters: dict[int, Any]


class Prepared:
    """`Prepared(lambda learner: Enrolment.objects.filter(learner=learner).values_list("pk"))(learner=7)`

    The function gets its values by name and returns a `values_list` that depends on them in no other way than as values
    to compare with: a number, a UUID, a text, or a list of them. Returns all rows; an empty list finds nothing.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._statements: dict[Any, _Statement] = {}

    def __call__(self, **values: Any) -> list[Row]:
        if any(isinstance(value, list) and not value for value in values.values()):
            return []
        shape = tuple(len(value) if isinstance(value, list) else None for value in values.values())
        key = (connection.vendor, shape)
        statement = self._statements.get(key)
        if statement is None:
            statement = self._statements[key] = _prepare(self._build, values)
        parameters = [_value(parameter, values) for parameter in statement.parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, parameters)
            rows = cursor.fetchall()
        if statement.converters:
            rows = statement.compiler.apply_converters(rows, statement.converters)
        return [tuple(row) for row in rows]


class _Fixed:
    """A parameter that is part of the query itself, such as True."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _value(parameter: Any, values: dict[str, Any]) -> Any:
    if isinstance(parameter, _Fixed):
        return parameter.value
    name, place, as_taken = parameter
    return as_taken(values[name] if place is None else values[name][place])


def _prepare(build: Callable[..., "QuerySet[Any, Any]"], values: dict[str, Any]) -> _Statement:
    numbers = iter(range(2**40, 2**41))

    def stand_in(value: Any) -> Any:
        if isinstance(value, list):
            return [stand_in(each) for each in value]
        if isinstance(value, UUID):
            return uuid4()
        return next(numbers) if isinstance(value, int) else uuid4().hex

    stand_ins = {name: stand_in(value) for name, value in values.items()}
    wanted: dict[Any, tuple[str, int | None, Callable[[Any], Any]]] = {}
    for name, value in stand_ins.items():
        for place, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
            wanted[each] = (name, place, _as_it_is)
            if isinstance(each, UUID):
                wanted[each.hex] = (name, place, _hex)
    compiler = build(**stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    found = tuple(wanted.get(parameter) or _Fixed(parameter) for parameter in parameters)
    asked_for = {parameter[:2] for parameter in found if not isinstance(parameter, _Fixed)}
    if asked_for != {each[:2] for each in wanted.values()}:
        raise ValueError("The query does not compare with every value as it is given.")
    return _Statement(sql, found, compiler, compiler.get_converters([column for column, *_rest in compiler.select]))


def _as_it_is(value: Any) -> Any:
    return value


def _hex(value: UUID) -> str:
    return value.hex
