"""Django's queries, ready-made: what is asked with every request is compiled once for each connection.

Compiling takes Django several times as long as a database needs to find a row.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from .plans import by_name

M = TypeVar("M", bound=Model)


class Ready(Generic[M]):
    """The records of a query in which only some values differ from one time to the next.

    ``make`` gives the QuerySet for the values, and each of ``examples`` stands nowhere else in the query: it shows where the others are
    put. They are compared with a column as they are, so a value is a number or a text.
    """

    def __init__(self, make: Callable[..., "QuerySet[M]"], *examples: int | str) -> None:
        self._make, self._examples = make, examples

    def ask(self, *values: int | str) -> list[M]:
        """The records for ``values``, each with its annotations and what ``select_related`` brings."""
        compiled = self._compiled()
        given = dict(zip(self._examples, values, strict=True))
        parameters = [given.get(parameter, parameter) for parameter in compiled.parameters]
        with by_name(), connection.cursor() as cursor:
            cursor.execute(compiled.sql, parameters)
            return [compiled.record(row) for row in compiled.converted(cursor.fetchall())]

    def _compiled(self) -> "_Compiled[M]":
        """Kept on the connection, which belongs to one thread, as a compiler does."""
        kept: dict[Ready[M], _Compiled[M]] | None = getattr(connection, "huduma_ready", None)
        if kept is None:
            kept = connection.huduma_ready = {}  # type: ignore[attr-defined]
        if self not in kept:
            kept[self] = _compile(self._make(*self._examples))
        return kept[self]


class _Compiled(NamedTuple, Generic[M]):
    sql: str
    parameters: Sequence[Any]
    model: type[M]
    fields: list[str]
    columns: slice
    related: Sequence[Any]
    annotations: dict[str, int]
    compiler: Any
    converters: dict[int, Any]

    def converted(self, rows: list[tuple[Any, ...]]) -> Any:
        return self.compiler.apply_converters(rows, self.converters) if self.converters else rows

    def record(self, row: Sequence[Any]) -> M:
        """As ``django.db.models.query.ModelIterable`` makes it."""
        record = self.model.from_db(connection.alias, self.fields, row[self.columns])
        for populator in self.related:
            populator.populate(row, record)
        for name, column in self.annotations.items():
            setattr(record, name, row[column])
        return record


def _compile(queryset: "QuerySet[Any]") -> "_Compiled[Any]":
    compiler = queryset.query.get_compiler(using=connection.alias)
    sql, parameters = compiler.as_sql()
    own = compiler.klass_info["select_fields"]
    columns = slice(own[0], own[-1] + 1)
    return _Compiled(
        sql,
        parameters,
        compiler.klass_info["model"],
        [column.target.attname for column, _sql, _alias in compiler.select[columns]],
        columns,
        get_related_populators(compiler.klass_info, compiler.select, connection.alias),  # type: ignore[call-arg]  # as it is in Django 5.2
        compiler.annotation_col_map,
        compiler,
        compiler.get_converters([expression for expression, _sql, _alias in compiler.select]),
    )
