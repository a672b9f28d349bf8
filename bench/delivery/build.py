"""The nations that are measured: the same institutions, sites and pages in SQLite and PostgreSQL, 1, 41 and 411 of them.

Beside them stands one site alone that has as many pages as 411: what they differ by is the number of sites, and nothing else.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.processes import ROOT, SERVER_CORE
from tests.peers import postgres

from .nation import NEWS

SIZES = (1, 41, 411)
LARGE = NEWS * max(SIZES)  # news items of the one site that has as many as all the others
ONE_LARGE = "one large site"


@dataclass
class Nation:
    """One nation in one database: what a server of it needs to know."""

    sites: int
    database: str
    folder: Path
    url: str
    stock_url: str
    large: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """For a server of Huduma."""
        return _environment(self.folder, self.url)

    @property
    def stock_environment(self) -> dict[str, str]:
        """For a server of the stock site."""
        return {**_environment(self.folder, self.url), "STOCK_DATABASE_URL": self.stock_url, "STOCK_STATIC": str(self.folder / "static")}

    @property
    def urls(self) -> Path:
        """The addresses that are asked for: each site's news items, in both languages."""
        return self.folder / "urls"


def _environment(folder: Path, url: str) -> dict[str, str]:
    return {
        "HUDUMA_STATE": str(folder),
        "HUDUMA_DATABASE_URL": url,
        "HUDUMA_PUBLIC_PORT": "80",
        "HUDUMA_DEMONSTRATION": "0",
    }


def start_postgres(folder: Path) -> tuple[str, int]:
    """A PostgreSQL of the benchmark's own on the server's core: its URL and process id."""
    command = [sys.executable, "-m", "tests.peers.postgres", "start", str(folder)]
    url = subprocess.run(["taskset", "-c", SERVER_CORE, *command], check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    return url, int((folder / "cluster" / "postmaster.pid").read_text().split()[0])


def build(work: Path, static: Path, postgres_url: str) -> list[Nation]:
    """Build all nations, both databases side by side."""
    with ThreadPoolExecutor(2) as pool:
        built = pool.map(lambda make: make(work, static), [_build_sqlite, lambda *where: _build_postgres(*where, postgres_url)])
        return sorted((nation for nations in built for nation in nations), key=lambda nation: nation.sites)


def _build_sqlite(work: Path, static: Path) -> list[Nation]:
    source, stock = work / "growing.sqlite3", work / "stock.sqlite3"
    growing = _prepare(work / "growing-sqlite", static, f"sqlite:///{source}", f"sqlite:///{stock}")
    nations = []
    large = _folder(work / "sqlite-large", static, 1, LARGE)
    nations.append(_make_large(Nation(1, "SQLite", large, f"sqlite:///{large}/db.sqlite3", f"sqlite:///{large}/stock.sqlite3", True)))
    for size in SIZES:
        _grow(growing, size)
        folder = _folder(work / f"sqlite-{size}", static, size)
        for file, name in ((source, "db.sqlite3"), (stock, "stock.sqlite3")):
            subprocess.run([sys.executable, "-c", _VACUUM, file, folder / name], check=True)
        nations.append(Nation(size, "SQLite", folder, f"sqlite:///{folder}/db.sqlite3", f"sqlite:///{folder}/stock.sqlite3"))
    return nations


_VACUUM = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('VACUUM INTO ?', [sys.argv[2]])"


def _build_postgres(work: Path, static: Path, url: str) -> list[Nation]:
    server = url.rpartition("/")[0]
    _sql(url, "CREATE DATABASE stock")
    growing = _prepare(work / "growing-postgres", static, url, f"{server}/stock")
    nations = []
    large = _folder(work / "postgres-large", static, 1, LARGE)
    _sql(f"{server}/postgres", "CREATE DATABASE large")
    nations.append(_make_large(Nation(1, "PostgreSQL", large, f"{server}/large", f"{server}/stock", True)))
    _sql(f"{server}/large", "VACUUM ANALYZE")
    for size in SIZES:
        _grow(growing, size)
        folder = _folder(work / f"postgres-{size}", static, size)
        for source in ("huduma", "stock"):
            _sql(f"{server}/postgres", f"CREATE DATABASE {source}_{size} TEMPLATE {source}")
            _sql(f"{server}/{source}_{size}", "VACUUM ANALYZE")
        nations.append(Nation(size, "PostgreSQL", folder, f"{server}/huduma_{size}", f"{server}/stock_{size}"))
    return nations


def _make_large(nation: Nation) -> Nation:
    _run(nation, "manage.py", "migrate", "-v0")
    _run(nation, "-m", "bench.delivery.nation", "1", str(LARGE))
    return nation


def _prepare(folder: Path, static: Path, url: str, stock_url: str) -> Nation:
    nation = Nation(0, "", _folder(folder, static, 0), url, stock_url)
    _run(nation, "manage.py", "migrate", "-v0")
    _run(nation, "-m", "django", "migrate", "-v0", "--settings", "bench.stock.settings", "--pythonpath", str(ROOT))
    return nation


def _grow(nation: Nation, size: int) -> None:
    _run(nation, "-m", "bench.delivery.nation", str(size))
    _run(nation, "-m", "bench.stock.fill")


def _run(nation: Nation, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, *command], env={**os.environ, **nation.stock_environment}, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")


def _folder(folder: Path, static: Path, size: int, news: int = NEWS) -> Path:
    folder.mkdir()
    (folder / "static").symlink_to(static)
    hosts = [f"taasisi-{number:03}.localhost" for number in range(1, size + 1)]
    paths = [path for item in range(news) for path in (f"/habari/sw-{item}/", f"/en/news/en-{item}/")]
    (folder / "urls").write_text("".join(f"{host} {path}\n" for path in paths for host in hosts))
    return folder


def _sql(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def clear(work: Path) -> None:
    """Stop the PostgreSQL and remove everything."""
    postgres.stop(work / "postgres")
    shutil.rmtree(work, ignore_errors=True)
