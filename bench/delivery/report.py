"""The table, the gates, and the section of RESULTS.md that comes from the run."""

import platform
import subprocess
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from bench import gates
from bench.gates import Gate, processor
from bench.load import Contender

from .build import SIZES

_WAYS = ("hit", "miss", "full re-render", "nginx mode", "bare nginx", "stock Wagtail")
_DATABASES = ("SQLite", "PostgreSQL")


def publish(contenders: Sequence[Contender], facts: dict[str, Any]) -> int:
    """Print and write everything; returns 1 when a gate fails, else 0."""
    found = {(c.way, c.sites, c.database): c for c in contenders}
    return gates.publish("bench/delivery", [*_table(found), "", *_about(facts)], list(_gates(found, facts)))


def _gates(found: dict[tuple[str, int, str], Contender], facts: dict[str, Any]) -> Iterator[Gate]:
    one, most = min(SIZES), max(SIZES)
    for database in _DATABASES:
        hit, miss, draw, front, bare, stock = (found[way, most, database] for way in _WAYS)
        yield Gate(f"hit, CPU ({database})", hit.cost, 50, True, " µs")
        yield Gate(f"hit, requests per second as a part of bare nginx's ({database})", hit.rate / bare.rate, 0.3, False)
        yield Gate(f"nginx mode, requests per second as a part of bare nginx's ({database})", front.rate / bare.rate, 0.8, False)
        yield Gate(f"miss, CPU ({database})", miss.cost / 1000, 1, True, " ms")
        yield Gate(f"miss, queries ({database})", facts["queries"][database]["warm"], 2, True)
        yield Gate(f"cold process's first page, queries ({database})", facts["queries"][database]["cold"], 10, True)
        yield Gate(f"full re-render, times cheaper than stock Wagtail's page ({database})", stock.cost / draw.cost, 4, False)
        growth = {way: found[way, most, database].cost / found[way, one, database].cost for way in _WAYS}
        for way in ("hit", "miss", "full re-render", "nginx mode"):
            yield Gate(f"{way}, CPU at {most} sites as a part of that at one ({database})", growth[way], 1.1, True)
        # So many files more are dearer to read for any nginx: they no longer lie in the processor's own memory.
        for way in ("hit", "nginx mode"):
            beside = growth[way] / growth["bare nginx"]
            yield Gate(
                f"{way}, CPU at {most} sites as a part of that at one, beside bare nginx's same part ({database})", beside, 1.1, True
            )
        yield Gate(f"memory of a web process (PSS) with its cache full ({database})", facts["memory"][database] / 1e6, 130, True, " MB")


def _table(found: dict[tuple[str, int, str], Contender]) -> Iterator[str]:
    yield "| | database | " + " | ".join(f"{sites} site{'s'[: sites > 1]}: requests/s | CPU µs" for sites in SIZES) + " |"
    yield "|---|---|" + "--:|--:|" * len(SIZES)
    for way in _WAYS:
        for database in _DATABASES:
            cells = [f"{found[way, n, database].rate:,.0f} | {found[way, n, database].cost:,.0f}" for n in SIZES]
            yield f"| {way} | {database} | " + " | ".join(cells) + " |"


def _about(facts: dict[str, Any]) -> Iterator[str]:
    programs = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in ("granian", "Django", "wagtail"))]
    nginx = subprocess.run(["nginx", "-v"], check=True, capture_output=True, text=True).stderr.strip().rpartition("/")[2]
    yield f"One core of: {processor()}. {', '.join(programs)}, nginx {nginx}. {facts['seconds'] / 60:.1f} minutes."
    for database, count in facts["queries"].items():
        yield ""
        yield f"Queries ({database}): {count['cold']} for a new process's first page, {count['warm']} for a miss, {count['hit']} for a hit."
    yield ""
    yield f"| a page of {facts['page']:,} bytes, compressed | bytes | CPU µs |"
    yield "|---|--:|--:|"
    for way, size, cost in facts["compression"]:
        yield f"| {way} | {size:,} | {cost:,.0f} |"
