"""What has to hold, and the section of RESULTS.md that a run writes."""

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).with_name("RESULTS.md")


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


def publish(section: str, lines: Sequence[str], gates: Sequence[Gate]) -> int:
    """Print ``lines`` and the verdict on each gate, and write both as ``section``; returns 1 when a gate fails, else 0."""
    said = [*lines, "", *(f"- {'passed' if gate.holds else '**FAILED**'} — {gate}" for gate in gates)]
    print("\n".join(said))
    _write(section, "\n".join(said))
    return 0 if all(gate.holds for gate in gates) else 1


def _write(section: str, text: str) -> None:
    begin, end = f"<!-- from the last run of {section} -->", f"<!-- end of the last run of {section} -->"
    before, _, rest = RESULTS.read_text().partition(begin)
    after = rest.partition(end)[2]
    RESULTS.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")


def processor() -> str:
    """What the machine computes with."""
    named = (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line)
    return next(named, "") or platform.machine()
