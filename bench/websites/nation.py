"""The nation that is measured, as anybody makes it: 411 institutions of 25 pages in each language, in SQLite."""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import ROOT

SITES, PAGES = 411, 25


@dataclass
class Nation:
    """One nation in one folder, and what making it took."""

    folder: Path
    seconds: float = 0.0
    memory: int = 0  # bytes, at most at any moment

    @property
    def database(self) -> Path:
        return self.folder / "db.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        """For every process of it."""
        return {
            "HUDUMA_STATE": str(self.folder),
            "HUDUMA_DATABASE_URL": f"sqlite:///{self.database}",
            "HUDUMA_PUBLIC_PORT": "80",
            "HUDUMA_DEMONSTRATION": "0",
        }

    def run(self, *command: str) -> str:
        """Run Python with ``command`` on it; returns what it says. Raises ``SystemExit`` with what it said when it fails."""
        done = subprocess.run([sys.executable, *command], env={**os.environ, **self.environment}, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, module: str, *arguments: str) -> Any:
        """What a module of this benchmark finds inside it, as its last line says in JSON."""
        return json.loads(self.run("-m", f"bench.websites.{module}", *arguments).splitlines()[-1])


def make(folder: Path, static: Path) -> Nation:
    """Make the nation in ``folder``, and measure that."""
    folder.mkdir()
    (folder / "static").symlink_to(static)
    nation = Nation(folder)
    nation.run("manage.py", "migrate", "-v0")
    began = time.monotonic()
    nation.run("manage.py", "nation", "websites", "--institutions", str(SITES), "--pages", str(PAGES))
    nation.seconds = time.monotonic() - began
    nation.memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024  # of the largest child so far, which this one was
    return nation
