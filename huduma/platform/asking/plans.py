"""Asking by the name of a plan: for a query that finds little, PostgreSQL's planning takes longer than the look-up itself."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import connection

_MOST = 50  # plans of Django's own queries that one connection remembers: each takes some 150 kB of PostgreSQL's memory
_FEW = 4  # parameters: a longer list of keys has another length each time


class Plan(NamedTuple):
    """A query that is asked again and again: its ``name``, the PostgreSQL ``types`` of its parameters, and the ``sql`` with their ``%s``.

    After a migration that gave a column of the answer another type, PostgreSQL refuses the plans of connections that are older; those
    end with their processes, which an upgrade starts anew.
    """

    name: str
    types: Sequence[str]
    sql: str

    def ask(self, cursor: Any, parameters: Sequence[Any]) -> None:
        """Let ``cursor`` execute the query; PostgreSQL plans it once for each connection."""
        if not _plans_last():
            cursor.execute(self.sql, parameters)
            return
        known = _known()
        if self.name not in known:
            cursor.execute(_prepare(self.name, self.sql, len(self.types), f" ({', '.join(self.types)})"))
            known.add(self.name)
        cursor.execute(_execute(self.name, len(self.types)), parameters)


@contextmanager
def by_name() -> Iterator[None]:
    """Let what Django asks in here be planned once for each connection, where its queries are the same but for a few values.

    Its compiler is not spared, but PostgreSQL plans a join of three tables with all their columns for longer than it reads a row of it.
    """
    if not _plans_last():
        yield
        return
    with connection.execute_wrapper(_ask_by_name):
        yield


def _ask_by_name(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
    if many or not parameters or not _may_be_planned(sql, len(parameters)):
        return execute(sql, parameters, many, context)
    name = f"huduma_{blake2b(sql.encode(), digest_size=12).hexdigest()}"
    known = _known()
    if name not in known:
        if len(known) >= _MOST:
            return execute(sql, parameters, many, context)
        execute(_prepare(name, sql, len(parameters)), None, many, context)
        known.add(name)
    return execute(_execute(name, len(parameters)), parameters, many, context)


def _may_be_planned(sql: str, parameters: int) -> bool:
    """Whether PostgreSQL finds the types of the parameters by what they are compared with, and the plan does not hang on their values."""
    columns, _from, rest = sql.partition(" FROM ")
    return sql.startswith("SELECT ") and "%s" not in columns and parameters <= _FEW and "LIKE" not in rest


def _plans_last() -> bool:
    """A plan lives as long as its connection. One that is kept for one request only, as behind PgBouncer, is asked plainly."""
    return connection.vendor == "postgresql" and bool(connection.settings_dict["CONN_MAX_AGE"])


def _known() -> set[str]:
    """The names that the connection knows: kept on itself, since the next one knows none of them, and a rollback takes none away."""
    raw: Any = connection.connection
    if not hasattr(raw, "huduma_plans"):
        raw.huduma_plans = set()
    known: set[str] = raw.huduma_plans
    return known


def _prepare(name: str, sql: str, parameters: int, types: str = "") -> str:
    return f"PREPARE {name}{types} AS {sql % tuple(f'${number}' for number in range(1, parameters + 1))}"


def _execute(name: str, parameters: int) -> str:
    return f"EXECUTE {name} ({', '.join(['%s'] * parameters)})"
