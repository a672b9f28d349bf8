"""Writing rows by the hundred thousand: past the ORM, whose making of each record and query costs several times the row."""

from collections.abc import Callable
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model
from django.db.models.fields import NOT_PROVIDED


class Rows:
    """Rows of one ``model``, gathered and then written together; ``names`` are the fields that each row brings, the primary key first.

    Values are what both databases read: texts (JSON, instants in UTC and UUIDs without hyphens too), numbers, truth values, nothing.
    A field that is not among ``names`` gets its default. Raises ``ValueError`` for one that has none.
    """

    def __init__(self, model: type[Model], *names: str) -> None:
        self.model = model
        fields: list[Any] = [model._meta.get_field(name) for name in names]
        others: list[Any] = [field for field in model._meta.concrete_fields if field not in fields and field.db_default is NOT_PROVIDED]
        if without := [field.name for field in others if not field.null and not field.has_default() and field.get_default() != ""]:
            raise ValueError(f"{model.__name__} cannot be without: {', '.join(without)}")
        self._columns: list[str] = [field.column for field in (*fields, *others)]
        self._rest = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
        manager: Any = model._base_manager
        self._last = manager.aggregate(last=Max("pk"))["last"] or 0
        self._waiting: list[tuple[Any, ...]] = []

    @property
    def next(self) -> int:
        """The primary key of the row that is taken next."""
        return int(self._last) + 1

    @property
    def waiting(self) -> int:
        """How many rows have been taken and not written."""
        return len(self._waiting)

    def add(self, *values: Any) -> int:
        """Take a row, without its primary key; returns the key that it will have."""
        self._last += 1
        self._waiting.append((self._last, *values, *self._rest))
        return self._last

    def write(self) -> None:
        """Write what was taken, and let the database go on counting after it."""
        if not self._waiting:
            return
        table, columns = self.model._meta.db_table, ", ".join(map(connection.ops.quote_name, self._columns))
        with connection.cursor() as cursor:
            _WAYS.get(connection.vendor, _insert)(cursor, f"{table} ({columns})", self._waiting)
            for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(statement)
        self._waiting = []


def _copy(cursor: Any, into: str, rows: list[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _insert(cursor: Any, into: str, rows: list[tuple[Any, ...]]) -> None:
    cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)  # noqa: S608  names of our own columns


_WAYS: dict[str, Callable[[Any, str, list[tuple[Any, ...]]], None]] = {"postgresql": _copy}
