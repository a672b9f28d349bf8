"""One migrated database for all workers of a test run: each begins with a copy of it, instead of migrating one of its own."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.peers.processes import ROOT


def begin_with_a_copy(database: dict[str, Any], folder: Path) -> None:
    """Let Django make the test database of these settings from the template, which the first who needs it makes in ``folder``, or in
    PostgreSQL. Django still migrates the copy, which finds nothing to do, and brings the roles up to date, as an upgrade does."""
    if database["ENGINE"].endswith("sqlite3"):
        copy_migrated(folder, Path(database["TEST"]["NAME"]))
        return
    database["TEST"]["TEMPLATE"] = name = f"template_{_state_of_migrations()}"
    server = os.environ["HUDUMA_DATABASE_URL"]
    with _alone(folder), psycopg.connect(_of(server, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _make_database(connection.execute, server, name)


def copy_migrated(folder: Path, to: Path) -> None:
    """Put a migrated SQLite database at ``to``, whatever was there."""
    template = folder / f"template_{_state_of_migrations()}.sqlite3"
    with _alone(folder):
        if not template.exists():
            for old in folder.glob("template_*"):
                old.unlink()
            _make_file(template)
        for log in ("-wal", "-shm"):  # of the database that was there before
            to.with_name(to.name + log).unlink(missing_ok=True)
        shutil.copyfile(template, to)


def _state_of_migrations() -> str:
    """A name for what a migrated database looks like."""
    found = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted((ROOT / "huduma").rglob("migrations/*.py")):
        found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file is closed, whatever happens
        yield


def _make_file(template: Path) -> None:
    unfinished = template.with_name("template_unfinished")
    _migrate(f"sqlite:///{unfinished}")
    unfinished.rename(template)


def _make_database(execute: Callable[..., Any], server: str, name: str) -> None:
    execute("DROP DATABASE IF EXISTS template_unfinished")
    execute("CREATE DATABASE template_unfinished")
    _migrate(_of(server, "template_unfinished"))
    execute(f"ALTER DATABASE template_unfinished RENAME TO {name}")


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "HUDUMA_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "huduma.project.settings"},
        check=True,
    )


def _of(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
