"""The tables and the gates of this benchmark."""

import subprocess
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from bench import gates
from bench.gates import Gate, processor
from bench.load import Contender

from .nation import PAGES, SITES

_SHOWN = 12  # of the screens, the slowest
_QUERIES = 40  # of a screen


def publish(contenders: Sequence[Contender], facts: dict[str, Any]) -> int:
    """Print and write everything; returns 1 when a gate fails, else 0."""
    found = {contender.way: contender for contender in contenders}
    lines = [*_table(found, facts), "", *_about(facts)]
    return gates.publish("bench/websites", lines, list(_gates(found, facts)))


def _gates(found: dict[str, Contender], facts: dict[str, Any]) -> Iterator[Gate]:
    nation, search, redrawn = facts["nation"], facts["search"], facts["redrawn"]
    yield Gate(f"{SITES} sites of {PAGES} pages in each language, made", nation.seconds, 180, True, " s")
    yield Gate("making them, memory", nation.memory / 1e6, 400, True, " MB")
    yield Gate(f"search over all sites, the slowest of {len(search['all'])} common words", max(search["all"].values()), 100, True, " ms")
    yield Gate("search within one site, the slowest", max(search["one"].values()), 10, True, " ms")
    screens = facts["office"]["websites.editor"]
    yield Gate(f"an editor's office, the slowest of {len(screens)} screens", max(screen[3] for screen in screens), 200, True, " ms")
    yield Gate("an editor's office, queries of a screen", max(screen[2] for screen in screens), _QUERIES, True)
    yield Gate("the agency's overview", max(screen[3] for screen in facts["office"]["overview"]), 1000, True, " ms")
    yield Gate("all sites drawn anew by the worker", redrawn.seconds, 600, True, " s")
    yield Gate(f"readers meanwhile, failures in {redrawn.requests:,} requests", redrawn.failures, 0, True)
    yield Gate("readers meanwhile, the slowest answer of a hundred", redrawn.wait_meanwhile, 100, True, " ms")
    if facts["missing"]:
        return
    plain, cached = found["WordPress"], found["WordPress behind nginx's cache"]
    yield Gate("miss, times cheaper than WordPress", plain.cost / found["miss"].cost, 30, False)
    yield Gate("full re-render, times cheaper than WordPress", plain.cost / found["full re-render"].cost, 4, False)
    rate = found["nginx mode"].rate / cached.rate
    yield Gate("nginx mode, requests per second as a part of WordPress behind nginx's cache", rate, 1, False)
    yield Gate("a page's bytes as a part of WordPress's", facts["bytes"]["nginx mode"] / facts["bytes"][plain.way], 0.5, True)


def _table(found: dict[str, Contender], facts: dict[str, Any]) -> Iterator[str]:
    yield "| | sites | requests/s | CPU µs | bytes of a page |"
    yield "|---|--:|--:|--:|--:|"
    for way, contender in found.items():
        yield f"| {way} | {contender.sites} | {contender.rate:,.0f} | {contender.cost:,.0f} | {facts['bytes'][way]:,.0f} |"
    if facts["missing"]:
        yield ""
        yield f"WordPress was left out: {facts['missing']}."


def _about(facts: dict[str, Any]) -> Iterator[str]:
    nation, search, redrawn = facts["nation"], facts["search"], facts["redrawn"]
    programs = ", ".join(f"{name} {version(name)}" for name in ("granian", "Django", "wagtail"))
    theirs = "" if facts["missing"] else f", {_debian('wordpress')}, {_debian('php-fpm')}, {_debian('mariadb-server-core')}"
    yield f"One core of: {processor()}. {programs}{theirs}. {facts['seconds'] / 60:.1f} minutes."
    yield ""
    yield (
        f"The nation: {search['pages']:,} drawn pages, {search['entries']:,} searchable ones, "
        f"made in {nation.seconds:.0f} s in {nation.memory / 1e6:.0f} MB. "
        f"Drawn anew in {redrawn.seconds:.0f} s, while of a reader's {redrawn.requests:,} answers the slowest of a hundred "
        f"took {redrawn.wait_meanwhile:.0f} ms ({redrawn.wait_before:.0f} ms before it), and the slowest of all {redrawn.longest:.0f} ms."
    )
    yield ""
    yield "| search | found | all sites, ms | one site, ms |"
    yield "|---|--:|--:|--:|"
    for word, count in search["words"].items():
        yield f"| {word} | {count:,} | {search['all'][word]:.1f} | {search['one'][word]:.1f} |"
    yield ""
    screens = sorted([*facts["office"]["websites.editor"], *facts["office"]["overview"]], key=lambda screen: -screen[3])
    yield f"| of an editor's {len(facts['office']['websites.editor'])} screens and the agency's overview, the slowest | queries | ms |"
    yield "|---|--:|--:|"
    dear = [screen for screen in screens if screen[2] > _QUERIES and screen not in screens[:_SHOWN]]
    for name, _address, queries, milliseconds in [*screens[:_SHOWN], *dear]:
        yield f"| {name} | {queries} | {milliseconds:.0f} |"


def _debian(package: str) -> str:
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}", package], capture_output=True, text=True)
    return done.stdout or package
