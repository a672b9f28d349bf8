"""The nations that are measured, as anybody makes them: ``manage.py nation recruitment``, in SQLite and in PostgreSQL."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.processes import ROOT

PEOPLE, APPLICATIONS, VACANCIES = 221_081, 427_428, 20_000  # of the whole nation


@dataclass
class Nation:
    """One nation in one database; ``made`` is what making it took."""

    folder: Path
    database: str
    url: str
    scale: float
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """For every process of it."""
        return {
            "HUDUMA_STATE": str(self.folder),
            "HUDUMA_DATABASE_URL": self.url,
            "HUDUMA_PUBLIC_PORT": "80",
            "HUDUMA_DEMONSTRATION": "1",
        }

    def run(self, *command: str) -> str:
        """Run Python with ``command`` on it; returns what it says. Raises ``SystemExit`` with what it said when it fails."""
        done = subprocess.run([sys.executable, *command], env={**os.environ, **self.environment}, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
        return done.stdout

    def ask(self, what: str, *arguments: object) -> Any:
        """What ``bench.recruitment.inside`` finds, as its last line says in JSON."""
        return json.loads(self.run("-m", "bench.recruitment.inside", what, *map(str, arguments)).splitlines()[-1])


def size(scale: float) -> tuple[int, int, int]:
    """How many people, applications and vacancies."""
    return round(PEOPLE * scale), round(APPLICATIONS * scale), round(VACANCIES * scale)


def make(work: Path, static: Path, name: str, url: str, scale: float, many: tuple[int, int, int] | None = None) -> Nation:
    """Make a nation called ``name``, and measure that. ``url`` is PostgreSQL's, or empty for SQLite."""
    folder = work / name
    folder.mkdir()
    (folder / "static").symlink_to(static)
    if url:
        with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
    here = f"{url.rpartition('/')[0]}/{name}" if url else f"sqlite:///{folder}/db.sqlite3"
    nation = Nation(folder, "PostgreSQL" if url else "SQLite", here, scale)
    nation.run("manage.py", "migrate", "-v0")
    nation.made = nation.ask("load", *(many or size(scale)))
    return nation
