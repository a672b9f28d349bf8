"""Asking by the name of a plan: for a query that finds little, PostgreSQL's planning takes longer than the look-up itself."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection


class Plan(NamedTuple):
    """A query that is asked again and again: its ``name``, the PostgreSQL ``types`` of its parameters, and its ``sql`` with ``%s`` for each.

    Where a later release changes the type of a column that it reads, a connection that is older than the change answers with an error: so
    name columns, never ``*``, and let nothing be planned that a process must be able to ask while the database is being upgraded.
    """

    name: str
    types: Sequence[str]
    sql: str

    def ask(self, cursor: Any, parameters: Sequence[Any]) -> None:
        """Let ``cursor`` execute the query; PostgreSQL plans it once for each connection.

        A plan lives as long as its connection. One that is kept for one request only, as behind PgBouncer, is asked plainly.
        """
        if connection.vendor != "postgresql" or not connection.settings_dict["CONN_MAX_AGE"]:
            cursor.execute(self.sql, parameters)
            return
        planned = _plans_of(connection.connection)
        if self.name not in planned:
            numbered = self.sql % tuple(f"${number}" for number in range(1, len(self.types) + 1))
            cursor.execute(f"PREPARE {self.name} ({', '.join(self.types)}) AS {numbered}")
            planned.add(self.name)
        cursor.execute(f"EXECUTE {self.name} ({', '.join(['%s'] * len(self.types))})", parameters)


def _plans_of(raw: Any) -> set[str]:
    """The names that the connection ``raw`` knows: remembered on itself, since a new connection knows none, and a rollback forgets none."""
    if not hasattr(raw, "huduma_plans"):
        raw.huduma_plans = set()
    return raw.huduma_plans
