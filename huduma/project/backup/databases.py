"""The database's part of a backup: a consistent copy with its row counts, and its way back into an empty place."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper

# Rows that come and go by themselves, or that are derived; a backup carries them, but they prove nothing.
UNCOUNTED = ("sqlite_", "django_session", "shared_cache")


def copy_to(path: Path) -> dict[str, int]:
    """Copy the living database, as of one instant, into the file ``path``; return the rows of each table at that instant."""
    return _copy_postgres(path) if connection.vendor == "postgresql" else _copy_sqlite(path)


def load_from(path: Path, vendor: str) -> None:
    """Fill the configured, empty database from the copy in ``path``. Raises ``CommandError`` when it is not empty or of another kind."""
    if vendor != connection.vendor:
        raise CommandError(f"The backup is of {vendor}; the database named by HUDUMA_DATABASE_URL is {connection.vendor}.")
    if connection.introspection.table_names():
        raise CommandError("The database is not empty; restore only into an empty one.")
    if vendor == "postgresql":
        _postgres("pg_restore", "--no-owner", "--exit-on-error", "--dbname", connection.settings_dict["NAME"], str(path))
    else:
        target = connection.settings_dict["NAME"]
        connection.close()
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as destination:
            source.backup(destination)
            destination.execute("PRAGMA journal_mode=WAL")


def row_counts() -> dict[str, int]:
    """The rows of each table of the configured database."""
    with connection.cursor() as cursor:
        return _count(cursor, connection.introspection.table_names())


@contextmanager
def scratch(folder: Path) -> Iterator[None]:
    """Point the default connection at an empty database of the same kind, and remove it afterwards."""
    settings, original = connection.settings_dict, connection.settings_dict["NAME"]
    connections.close_all()
    if connection.vendor == "sqlite":
        settings["NAME"] = str(folder / "scratch.sqlite3")
        try:
            yield
        finally:
            connections.close_all()
            settings["NAME"] = original
        return
    name = f"huduma_verify_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connections.close_all()
    settings["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = original
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _count(cursor: CursorWrapper | sqlite3.Cursor, tables: list[str]) -> dict[str, int]:
    counts = {}
    for table in sorted(tables):
        if not table.startswith(UNCOUNTED):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - names come from the catalogue
            counts[table] = cursor.fetchone()[0]
    return counts


def _copy_sqlite(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return _count(copy.cursor(), [name for (name,) in names])


def _copy_postgres(path: Path) -> dict[str, int]:
    """Dump and count in one exported snapshot, so that the counts are those of the dump however many write meanwhile."""
    connection.ensure_connection()
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            counts = _count(cursor, tables)
            _postgres(
                "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}", connection.settings_dict["NAME"]
            )
        finally:
            cursor.execute("ROLLBACK")
    return counts


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the configured server; the password goes by environment, never by command line."""
    s: dict[str, Any] = connection.settings_dict
    environment = {**os.environ, "PGHOST": s["HOST"], "PGPORT": str(s["PORT"] or 5432), "PGUSER": s["USER"], "PGPASSWORD": s["PASSWORD"]}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{program} failed: {done.stderr.strip()}")
