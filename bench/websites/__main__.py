"""The benchmark, from nothing to a verdict: exits with 1 when a gate fails."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.load import Contender
from bench.processes import ROOT, Server, fetch, granian, nginx

from . import redrawing, report, wordpress
from .nation import SITES, Nation, make

WORK = ROOT / "var" / "bench-websites"
ROUNDS = 5
PAGES = 5  # of one institution, whose bytes are weighed
NEEDED = ("wrk", "nginx", "taskset")


def main() -> int:
    started = time.monotonic()
    absent = [program for program in NEEDED if not shutil.which(program)]
    if absent:
        raise SystemExit(f"Not installed: {', '.join(absent)} (Debian packages: wrk, nginx-light, util-linux)")
    static = Path(os.environ.get("HUDUMA_STATE", ROOT / "var")).absolute() / "static"
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    servers: list[Server] = []
    peer = None
    facts: dict[str, Any] = {"missing": wordpress.missing()}
    try:
        _say(f"Making {SITES} sites …")
        nation = make(WORK / "nation", static)
        told = nation.ask("content")
        _say(f"  made in {nation.seconds:.0f} s. Searching, and looking at the office …")
        facts |= {"nation": nation, "search": nation.ask("searching"), "office": nation.ask("office")}
        contenders = list(_line_up(nation, told, servers))
        if not facts["missing"]:
            _say("Filling WordPress …")
            peer = wordpress.WordPress(servers)
            peer.start(told)
            contenders += peer.contenders(WORK)
        _turns(contenders)
        facts["bytes"] = {contender.way: _weigh(contender, told) for contender in contenders}
        _say("Drawing all sites anew …")
        web = servers[0]  # the platform's own, with its cache
        facts["redrawn"] = redrawing.measure(nation, web, told["news"], servers)
        return report.publish(contenders, facts | {"seconds": time.monotonic() - started})
    finally:
        for server in servers:
            server.stop()
        if peer:
            peer.remove()
        shutil.rmtree(WORK, ignore_errors=True)


def _line_up(nation: Nation, told: dict[str, Any], servers: list[Server]) -> Iterator[Contender]:
    """The platform's own ways of answering."""
    folder = nation.folder
    urls = folder / "urls"
    urls.write_text("".join(f"{host} {path}\n" for host, path in told["news"]))
    kept = granian(folder, "kept", "huduma.project.wsgi:application", HUDUMA_PAGE_FILES="1", **nation.environment)
    uncached = granian(folder, "uncached", "bench.uncached:application", **nation.environment)
    servers += [kept, uncached]
    command = [sys.executable, "manage.py", "nginx", "--listen", "127.0.0.1:@PORT@", "--upstream", f"127.0.0.1:{kept.port}"]
    configuration = subprocess.run(command, env={**os.environ, **nation.environment}, cwd=ROOT, check=True, capture_output=True, text=True)
    front = nginx(folder, "front", configuration.stdout)
    servers.append(front)
    for server in (kept, uncached, front):
        server.wait(*told["news"][0])
    yield Contender("miss", SITES, "SQLite", uncached, urls)
    yield Contender("full re-render", SITES, "SQLite", uncached, urls, header="X-Draw")
    yield Contender("nginx mode", SITES, "SQLite", front, urls, [kept.pid], is_kept=True, turns=2)


def _turns(contenders: Sequence[Contender]) -> None:
    for contender in contenders:
        contender.warm()
    for number in range(1, ROUNDS + 1):
        _say(f"Round {number} of {ROUNDS} …")
        for contender in contenders:
            for _ in range(contender.turns):
                contender.turn()


def _weigh(contender: Contender, told: dict[str, Any]) -> float:
    """How many bytes one page is, as it is sent to a browser, over some pages of one institution that hold the same words."""
    ours = contender.database == "SQLite"
    paths = [post["path"] if ours else f"/{post['slug']}/" for post in told["posts"]][:PAGES]
    bodies = [fetch(contender.server.port, told["host"], path, Accept_Encoding="gzip, deflate, br")[1] for path in paths]
    return sum(map(len, bodies)) / len(bodies)


def _say(step: str) -> None:
    print(step, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
