"""The benchmark, from nothing to a verdict: exits with 1 when a gate fails."""

import difflib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.load import Contender
from bench.processes import ROOT, Server, granian, memory, nginx

from . import build, compression, report
from .build import Nation

WORK = ROOT / "var" / "bench"
ROUNDS = 5
NEEDED = ("wrk", "nginx", "taskset")


def main() -> int:
    started = time.monotonic()
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing:
        raise SystemExit(f"Not installed: {', '.join(missing)} (Debian packages: wrk, nginx-light, util-linux)")
    static = Path(os.environ.get("HUDUMA_STATE", ROOT / "var")).absolute() / "static"
    build.clear(WORK)
    WORK.mkdir(parents=True)
    servers: list[Server] = []
    try:
        print("Building nations of 1, 41 and 411 sites in SQLite and PostgreSQL …", flush=True)
        url, postgres = build.start_postgres(WORK / "postgres")
        nations = build.build(WORK, static, url)
        print(f"  built in {time.monotonic() - started:.0f} s", flush=True)
        contenders = [contender for nation in nations for contender in line_up_sending(nation, postgres, servers)]
        for nation in nations:
            contenders += line_up_drawing(nation, postgres, servers) if not nation.large else ()
        contenders.sort(key=lambda contender: (contender.database, not contender.is_kept, contender.way))
        bodies = [(contender.sites, contender.warm()) for contender in contenders]
        pages = [body for sites, body in bodies if sites == max(build.SIZES)]
        compare(pages)
        for number in range(1, ROUNDS + 1):
            print(f"Round {number} of {ROUNDS} …", flush=True)
            for contender in contenders:
                for _ in range(contender.turns):
                    contender.turn()
        facts = {
            "queries": {nation.database: queries(nation) for nation in nations if nation.sites == max(build.SIZES)},
            "memory": {
                c.database: max(map(memory, c.server.workers())) for c in contenders if (c.way, c.sites) == ("hit", max(build.SIZES))
            },
            "compression": compression.measure(pages[0]),
            "page": len(pages[0]),
            "seconds": time.monotonic() - started,
        }
        return report.publish(contenders, facts)
    finally:
        for server in servers:
            server.stop()
        build.clear(WORK)


def line_up_sending(nation: Nation, postgres: int, servers: list[Server]) -> Iterator[Contender]:
    """Start what sends pages of ``nation`` that are there already."""
    folder, also = nation.folder, [postgres] if nation.database == "PostgreSQL" else []
    kept = granian(folder, "kept", "huduma.project.wsgi:application", HUDUMA_PAGE_FILES="1", **nation.environment)
    front = nginx(folder, "front", configuration(nation, kept))
    servers += [kept, front]
    host, path = nation.urls.read_text().splitlines()[0].split()
    for server in (kept, front):
        server.wait(host, path)
    where = f", {build.ONE_LARGE}" if nation.large else ""
    through = Contender(f"nginx mode{where}", nation.sites, nation.database, front, nation.urls, [kept.pid, *also], is_kept=True, turns=3)
    through.warm()  # writes the files that bare nginx serves too
    bare = nginx(folder, "bare", bare_configuration(nation))
    servers.append(bare)
    bare.wait(host, path)
    yield Contender(f"hit{where}", nation.sites, nation.database, kept, nation.urls, also, is_kept=True, turns=2)
    yield through
    yield Contender(f"bare nginx{where}", nation.sites, nation.database, bare, nation.urls, is_kept=True, turns=3)


def line_up_drawing(nation: Nation, postgres: int, servers: list[Server]) -> Iterator[Contender]:
    """Start what computes a page of ``nation`` each time it is asked for."""
    folder, also = nation.folder, [postgres] if nation.database == "PostgreSQL" else []
    uncached = granian(folder, "uncached", "bench.uncached:application", **nation.environment)
    stock = granian(folder, "stock", "bench.stock.wsgi:application", **nation.stock_environment)
    servers += [uncached, stock]
    host, path = nation.urls.read_text().splitlines()[0].split()
    for server in (uncached, stock):
        server.wait(host, path)
    yield Contender("miss", nation.sites, nation.database, uncached, nation.urls, also, turns=2)
    yield Contender("full re-render", nation.sites, nation.database, uncached, nation.urls, also, header="X-Draw", turns=2)
    yield Contender("stock Wagtail", nation.sites, nation.database, stock, nation.urls, also, seconds=6)


def configuration(nation: Nation, upstream: Server) -> str:
    """What ``manage.py nginx`` prints for the nation."""
    command = [sys.executable, "manage.py", "nginx", "--listen", "127.0.0.1:@PORT@", "--upstream", f"127.0.0.1:{upstream.port}"]
    return subprocess.run(command, env={**os.environ, **nation.environment}, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def bare_configuration(nation: Nation) -> str:
    """nginx and the very same files, with nothing else to do than to send them."""
    root = nation.folder / "files"
    for link in (nation.folder / "live").glob("*/*"):
        shutil.copytree(link.resolve(), root / link.name)
    return (
        f"server {{ listen 127.0.0.1:@PORT@; root {root}/$host; default_type text/html;\n"
        "location / { index index.html; gzip_static on; brotli_static on; } }"
    )


def compare(bodies: list[bytes]) -> None:
    """See that all send the same page. Raises ``SystemExit`` with the difference when they do not."""
    first = bodies[0].decode()
    for body in bodies[1:]:
        if body.decode() != first:
            difference = difflib.unified_diff(first.splitlines(), body.decode().splitlines(), lineterm="", n=0)
            raise SystemExit("Not all send the same page:\n" + "\n".join(list(difference)[:40]))
    print(f"All send the same page of {len(first):,} characters.", flush=True)


def queries(nation: Nation) -> dict[str, int]:
    """How many queries a new process needs for its first page, for a miss after that, and for a hit."""
    addresses = [line.split() for line in nation.urls.read_text().splitlines()]
    host, first = addresses[0]
    second = next(path for other, path in addresses if other == host and path != first and path.startswith("/habari/"))
    command = [sys.executable, "-m", "bench.delivery.queries", host, first, second]
    environment = {**os.environ, **nation.environment, "HUDUMA_STATE": str(nation.folder / "queries")}
    (nation.folder / "queries").mkdir()
    told = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return json.loads(told.splitlines()[-1])


if __name__ == "__main__":
    raise SystemExit(main())
