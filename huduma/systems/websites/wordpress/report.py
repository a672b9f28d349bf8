"""What became of an import: every item that is not simply on the site is here with its reason."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

_FORMULA = re.compile(r"[=+\-@\t\r]")  # what a spreadsheet would take for one


class Line(NamedTuple):
    """One thing to know. ``is_left_out`` says that the item is not on the site, otherwise it is there but not quite as it was."""

    is_left_out: bool
    kind: str
    number: str
    title: str
    address: str
    reason: str

    def __str__(self) -> str:
        about = " ".join(part for part in (self.kind, self.number) if part)
        return f"{about} “{self.title}”: {self.reason}" if self.title else f"{about}: {self.reason}"


class Report:
    """The lines, in the order in which they came, none twice, and how many items were made, changed and found as they are."""

    def __init__(self) -> None:
        self._lines: dict[Line, None] = {}
        self.counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines)

    @property
    def left_out(self) -> int:
        """How many lines are about what is not on the site."""
        return sum(line.is_left_out for line in self)

    def add(self, line: Line) -> None:
        """Add ``line`` unless it is there already."""
        self._lines[line] = None

    def write(self, file: Path) -> None:
        """Write all lines as CSV."""
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow([_("on the site"), _("kind"), _("number"), _("title"), _("old address"), _("reason")])
            for line in self:
                cells = [_("no") if line.is_left_out else _("yes"), *line[1:]]
                writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
