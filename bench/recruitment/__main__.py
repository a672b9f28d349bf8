"""The benchmark, from nothing to a verdict: exits with 1 when a gate fails."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

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
_ROUNDS = 6  # of all searches
_TURNS = 3  # of people's own pages
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
    _say(f"  made in {whole.made['seconds']:.0f} s, {whole.made['memory'] / 1e6:.0f} MB")
    tenth = make(WORK, static, f"{name}-tenth", url, wanted.scale * TENTH) if "growth" in wanted.only else None
    found: dict[str, Any] = {"made": whole.made}
    if tenth:
        found["tenth"] = {"made": tenth.made, **_ask(tenth, ("longlist", "letters"))}
    if "search" in wanted.only or tenth:
        found["own"], *of_tenth = _own_pages([whole, tenth] if tenth else [whole])
        if tenth:
            [found["tenth"]["own"]] = of_tenth
        many = whole if wanted.scale >= 1 else make(WORK, static, f"{name}-vacancies", url, wanted.scale, (3_000, 6_000, VACANCIES))
        found["search"] = _searches(many)
    if "rush" in wanted.only:
        _say(f"{database}: the rush …")
        with _web(whole, with_worker=True) as server, _front(whole, server) as front:
            found["rush"] = rush.measure(whole, front, server.pid, wanted.rate)
    return found | _ask(whole, [part for part in ("longlist", "letters") if part in wanted.only or tenth])


def _ask(nation: Nation, parts: Any) -> dict[str, Any]:
    found = {}
    for part in parts:
        _say(f"{nation.database}, {nation.scale:g}: {part} …")
        found[part] = nation.ask(part)
    return found


def _searches(nation: Nation) -> dict[str, Any]:
    """How long searches take over HTTP, one request at a time."""
    _say(f"{nation.database}: searches …")
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
            found[name] = _told_of(*rush.ask_all(server, told["host"], {}, paths * _ROUNDS))
    return found


def _own_pages(nations: list[Nation]) -> list[dict[str, Any]]:
    """How long people's own pages take over HTTP in each of the nations.

    They are asked in turns, a person here and a person there: what else runs on a shared machine is as much in the way of each.
    """
    _say(f"{nations[0].database}: people's own pages …")
    told = [nation.ask("pages") for nation in nations]
    found: list[tuple[list[float], int]] = [([], 0) for _ in nations]
    with ExitStack() as stack:
        servers = [stack.enter_context(_web(nation)) for nation in nations]
        for turn in range(1 + _TURNS):
            if turn == 1:
                found = [([], 0) for _ in nations]  # the first one warmed the servers
            for people in zip(*(one["own"] for one in told), strict=True):
                for number, person in enumerate(people):
                    waits, failed = found[number]
                    cookie = {told[number]["cookie"]: person["session"]}
                    more, wrong = rush.ask_all(servers[number], told[number]["host"], cookie, person["paths"])
                    found[number] = waits + more, failed + wrong
    return [_told_of(waits, failed) for waits, failed in found]


def _told_of(waits: list[float], failed: int) -> dict[str, Any]:
    return {"p95": percentile(waits, 0.95), "p50": percentile(waits, 0.5), "failed": failed}


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
