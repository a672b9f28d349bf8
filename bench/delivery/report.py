"""The table, the gates, and the section of RESULTS.md that comes from the run."""

import platform
import subprocess
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from .build import SIZES
from .load import Contender

RESULTS = Path(__file__).resolve().parents[1] / "RESULTS.md"
_BEGIN, _END = "<!-- from the last run -->", "<!-- end of the last run -->"
_WAYS = ("hit", "miss", "full re-render", "nginx mode", "bare nginx", "stock Wagtail")
_DATABASES = ("SQLite", "PostgreSQL")


class Gate(NamedTuple):
    """Something that has to hold, what was found, and the bound."""

    what: str
    found: float
    bound: float
    at_most: bool
    unit: str = ""

    @property
    def holds(self) -> bool:
        return self.found <= self.bound if self.at_most else self.found >= self.bound

    def __str__(self) -> str:
        return f"{self.what}: {self.found:.3g}{self.unit} ({'at most' if self.at_most else 'at least'} {self.bound:g}{self.unit})"


def publish(contenders: Sequence[Contender], facts: dict[str, Any]) -> int:
    """Print and write everything; returns 1 when a gate fails, else 0."""
    found = {(c.way, c.sites, c.database): c for c in contenders}
    gates = list(_gates(found, facts))
    lines = [*_table(found), "", *_about(facts), "", *(f"- {'passed' if gate.holds else '**FAILED**'} — {gate}" for gate in gates)]
    print("\n".join(lines))
    _write("\n".join(lines))
    return 0 if all(gate.holds for gate in gates) else 1


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
        for way in ("hit", "miss", "full re-render"):
            yield Gate(f"{way}, CPU at {most} sites as a part of that at one ({database})", growth[way], 1.1, True)
        # So many files more are dearer to read for any nginx: they no longer lie in the processor's own memory.
        beside = growth["nginx mode"] / growth["bare nginx"]
        yield Gate(
            f"nginx mode, CPU at {most} sites as a part of that at one, beside bare nginx's same part ({database})", beside, 1.1, True
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
    processor = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "")
    programs = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in ("granian", "Django", "wagtail"))]
    nginx = subprocess.run(["nginx", "-v"], check=True, capture_output=True, text=True).stderr.strip().rpartition("/")[2]
    yield f"One core of: {processor or platform.machine()}. {', '.join(programs)}, nginx {nginx}. {facts['seconds'] / 60:.1f} minutes."
    for database, count in facts["queries"].items():
        yield ""
        yield f"Queries ({database}): {count['cold']} for a new process's first page, {count['warm']} for a miss, {count['hit']} for a hit."
    yield ""
    yield f"| a page of {facts['page']:,} bytes, compressed | bytes | CPU µs |"
    yield "|---|--:|--:|"
    for way, size, cost in facts["compression"]:
        yield f"| {way} | {size:,} | {cost:,.0f} |"


def _write(section: str) -> None:
    before, _, rest = RESULTS.read_text().partition(_BEGIN)
    after = rest.partition(_END)[2]
    RESULTS.write_text(f"{before}{_BEGIN}\n\n{section}\n\n{_END}{after}")
