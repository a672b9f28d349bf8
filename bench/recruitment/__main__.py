"""The benchmark, from nothing to a verdict: exits with 1 when a gate fails."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.pace import pace
from bench.processes import BOTH, ROOT, Server, granian, nginx
from tests.peers import postgres
from tests.peers.ports import free_port

from . import report, rush
from .asking import percentile
from .nation import APPLICATIONS, PEOPLE, VACANCIES, Nation, make

WORK = Path("/tmp/huduma-bench-recruitment")
PARTS = ("rush", "search", "longlist", "letters", "growth")
DATABASES = ("SQLite", "PostgreSQL")
TENTH = 0.1
SEARCHES = ("mwalimu", "afisa", "ICT Officer", "daraja la II", "muuguzi", "driver", "mhasibu")
_ROUNDS = 6
WEIGHT = 5  # of the worker, as in ops/systemd/huduma-worker@.service


def main() -> int:
    wanted = _arguments()
    started = time.monotonic()
    static = Path(os.environ.get("HUDUMA_STATE", ROOT / "var")).absolute() / "static"
    postgres.stop(WORK / "postgres")
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    WORK.chmod(0o755)
    facts: dict[str, Any] = {"scale": wanted.scale, "rate": wanted.rate, "parts": wanted.only, "found": {}}
    try:
        for database in wanted.database:
            url = postgres.start(WORK / "postgres", free_port(), durable=True) if database == "PostgreSQL" else ""
            facts["found"][database] = _measure(database, url, static, wanted)
        facts["seconds"] = time.monotonic() - started
        return report.publish(facts)
    finally:
        postgres.stop(WORK / "postgres")
        shutil.rmtree(WORK, ignore_errors=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.recruitment", description=__doc__)
    parser.add_argument(
        "--scale", type=float, default=TENTH, help=f"1 is {PEOPLE:,} people with {APPLICATIONS:,} applications (default: 0.1)"
    )
    parser.add_argument("--rate", type=float, default=55, help="submits a second that are offered in the rush, on average (default: 55)")
    parser.add_argument("--only", type=_among(PARTS), default=PARTS, help=f"of {','.join(PARTS)} (default: all)")
    parser.add_argument("--database", type=_among(DATABASES), default=DATABASES, help=f"of {','.join(DATABASES)} (default: both)")
    return parser.parse_args()


def _among(known: tuple[str, ...]) -> Any:
    def read(given: str) -> tuple[str, ...]:
        if unknown := {*given.split(",")} - {*known}:
            raise argparse.ArgumentTypeError(f"not one of {', '.join(known)}: {', '.join(sorted(unknown))}")
        return tuple(given.split(","))

    return read


def _measure(database: str, url: str, static: Path, wanted: argparse.Namespace) -> dict[str, Any]:
    """Everything that is wanted, in one database."""
    name = database.lower()
    _say(f"{database}: making a nation of {wanted.scale:g} …")
    whole = make(WORK, static, f"{name}-whole", url, wanted.scale)
    found: dict[str, Any] = {"made": whole.made}
    _say(f"  made in {whole.made['seconds']:.0f} s, {whole.made['memory'] / 1e6:.0f} MB")
    if "growth" in wanted.only:
        found["tenth"] = _batches(make(WORK, static, f"{name}-tenth", url, wanted.scale * TENTH), ("longlist", "letters"))
    if "search" in wanted.only or "growth" in wanted.only:
        found["own"] = _pages(whole)
        many = whole if wanted.scale >= 1 else make(WORK, static, f"{name}-vacancies", url, wanted.scale, (3_000, 6_000, VACANCIES))
        found["search"] = _pages(many)
    if "rush" in wanted.only:
        _say(f"{database}: the rush …")
        with _web(whole, with_worker=True) as server, _front(whole, server) as front:
            found["rush"] = rush.measure(whole, front, server.pid, wanted.rate)
    parts = [part for part in ("longlist", "letters") if part in wanted.only or "growth" in wanted.only]
    return found | _ask(whole, parts)


def _batches(nation: Nation, parts: tuple[str, ...]) -> dict[str, Any]:
    return {"made": nation.made, "own": _pages(nation), **_ask(nation, parts)}


def _ask(nation: Nation, parts: Any) -> dict[str, Any]:
    found = {}
    for part in parts:
        _say(f"{nation.database}, {nation.scale:g}: {part} …")
        found[part] = nation.ask(part)
    return found


def _pages(nation: Nation) -> dict[str, Any]:
    """How long searches and people's own pages take over HTTP, one request at a time."""
    _say(f"{nation.database}, {nation.scale:g}: searches and own pages …")
    told = nation.ask("pages")
    search = told["search"]
    narrowed = [f"institution={code}" for code in told["institutions"][:3]] + ["level=66", "occupation=25", "closing=7"]
    queries = [f"q={words.replace(' ', '+')}" for words in SEARCHES] + narrowed
    found: dict[str, Any] = {"vacancies": told["vacancies"]}
    with _web(nation) as server:
        for name, more in (("open", ""), ("all", "&closed=on")):
            paths = [f"{search}?{query}{more}" for query in queries]
            for _ in range(rush.WARM):
                rush.ask_all(server, told["host"], {}, paths[:4])
            waits, failed = rush.ask_all(server, told["host"], {}, paths * _ROUNDS)
            found[name] = {"p95": percentile(waits, 0.95), "p50": percentile(waits, 0.5), "failed": failed}
        waits, failed = [], 0
        with pace() as taken:
            for person in told["own"]:
                more, wrong = rush.ask_all(server, told["host"], {told["cookie"]: person["session"]}, person["paths"])
                waits, failed = waits + more, failed + wrong
        found["own"] = {"p95": percentile(waits, 0.95), "p50": percentile(waits, 0.5), "failed": failed, "pace": taken[0]}
    return found


@contextmanager
def _web(nation: Nation, with_worker: bool = False) -> Iterator[Server]:
    """The platform as `ops/` runs it, on both cores."""
    server = granian(nation.folder, "web", "huduma.project.wsgi:application", workers=2, cores=BOTH, **nation.environment)
    worker = Server(nation.folder, "worker", BOTH)
    try:
        if with_worker:
            worker.run(sys.executable, "manage.py", "worker", **nation.environment)
            worker.give_way(WEIGHT)
        server.wait("localhost", "/livez")
        yield server
    finally:
        server.stop()
        if with_worker:
            worker.stop()


@contextmanager
def _front(nation: Nation, server: Server) -> Iterator[Server]:
    """nginx before ``server``, as `ops/` runs it: it says when a request came, and holds back readers in a rush."""
    printed = nation.run("manage.py", "nginx", "--listen", "127.0.0.1:@PORT@", "--upstream", f"127.0.0.1:{server.port}")
    front = nginx(nation.folder, "front", printed, BOTH)
    try:
        front.wait("localhost", "/livez")
        yield front
    finally:
        front.stop()


def _say(step: str) -> None:
    print(step, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
