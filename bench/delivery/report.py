"""The table, the gates, and the section of RESULTS.md that comes from the run."""

import platform
import subprocess
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from bench import gates
from bench.gates import Gate, processor
from bench.load import Contender

from .build import LARGE, ONE_LARGE, SIZES

_WAYS = ("hit", "miss", "full re-render", "nginx mode", "bare nginx", "stock Wagtail")
_SENDING = ("hit", "nginx mode", "bare nginx")
_DATABASES = ("SQLite", "PostgreSQL")


def publish(contenders: Sequence[Contender], facts: dict[str, Any]) -> int:
    """Print and write everything; returns 1 when a gate fails, else 0."""
    found = {(c.way, c.sites, c.database): c for c in contenders}
    return gates.publish("bench/delivery", [*_table(found), "", *_growths(found), *_about(facts)], list(_gates(found, facts)))


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
        for way in ("hit", "miss", "full re-render", "nginx mode"):
            growth = _growth(found, way, database)
            yield Gate(f"{way}, CPU at {most} sites as a part of that at one ({database})", growth, 1.1, True)
        # What only sends bytes is dearer the more different ones there are, whoever sends them: they no longer lie in the processor's own
        # memory. So beside it stand one site with as many pages as all 411 together, and how much dearer they are for bare nginx.
        for way in ("hit", "nginx mode"):
            growth = found[way, most, database].cost / found[f"{way}, {ONE_LARGE}", one, database].cost
            yield Gate(f"{way}, CPU at {most} sites as a part of that at one with as many pages ({database})", growth, 1.1, True)
            growth = _growth(found, way, database) / _growth(found, "bare nginx", database)
            yield Gate(f"{way}, growth from 1 site of few pages to {most}, as a part of bare nginx's ({database})", growth, 1.1, True)
        yield Gate(f"memory of a web process (PSS) with its cache full ({database})", facts["memory"][database] / 1e6, 130, True, " MB")


def _growth(found: dict[tuple[str, int, str], Contender], way: str, database: str) -> float:
    """How many times as dear ``way`` is at all sites as at one of a few pages."""
    return found[way, max(SIZES), database].cost / found[way, min(SIZES), database].cost


def _growths(found: dict[tuple[str, int, str], Contender]) -> Iterator[str]:
    """What is dearer at many sites, where they have more pages together than a processor keeps at hand."""
    for database in _DATABASES:
        said = ", ".join(f"{way} {_growth(found, way, database):.2f}" for way in _SENDING)
        yield f"CPU at {max(SIZES)} sites as a part of that at one of a few pages ({database}): {said}."
        yield ""


def _table(found: dict[tuple[str, int, str], Contender]) -> Iterator[str]:
    yield "| | database | " + " | ".join(f"{sites} site{'s'[: sites > 1]}: requests/s | CPU µs" for sites in SIZES) + " |"
    yield "|---|---|" + "--:|--:|" * len(SIZES)
    for way in _WAYS:
        for database in _DATABASES:
            yield f"| {way} | {database} | " + " | ".join(_cells(found[way, n, database]) for n in SIZES) + " |"
    for way in _SENDING:
        for database in _DATABASES:
            cell = _cells(found[f"{way}, {ONE_LARGE}", 1, database])
            yield f"| {way}, one site of {2 * LARGE:,} pages | {database} | {cell} |{' |' * 2 * (len(SIZES) - 1)}"


def _cells(contender: Contender) -> str:
    return f"{contender.rate:,.0f} | {contender.cost:,.0f}"


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
