"""Reading and writing one sheet with named columns.

``openpyxl`` is loaded by whoever reads or writes one: it is large, and most processes never do.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huduma.platform.uploads import documents

_LONGEST_CELL = 10_000  # characters
_MOST_COLUMNS = 200
_MOST_UNPACKED = 60 * 1024**2  # bytes: openpyxl reads all texts of a workbook at once
_EMPTY_ROWS = 20  # for each line that is allowed; a spreadsheet may number its last row a million
# What openpyxl raises on a workbook that is none inside, beside its own exception.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, AttributeError),
    *(OSError, EOFError, OverflowError, RuntimeError),
)


class WrongSheet(ValueError):
    """It cannot be read; the text says why, in the reader's language, with line and column where there is one."""


@dataclass(frozen=True)
class Line:
    """One row: its number as a spreadsheet counts it (the header is line 1), and the cells by the names of their columns."""

    number: int
    cells: dict[str, Any]


def read(content: bytes, name: str, columns: Sequence[str], most: int) -> Iterator[Line]:
    """The lines of the first sheet of ``content``, empty ones left out.

    The header has to name every one of ``columns``, in any order; others are ignored. Raises ``WrongSheet`` when it is no workbook, lacks a
    column, or has more than ``most`` lines.
    """
    try:
        if documents.judge(content, name) != "xlsx":
            raise WrongSheet(_("This is not an Excel workbook (.xlsx)."))
    except ValidationError as error:
        raise WrongSheet(" ".join(error.messages)) from error
    rows = _rows(content)
    heading = [str(cell or "").strip().lower() for cell in next(rows, ())]
    if missing := [column for column in columns if column not in heading]:
        raise WrongSheet(_("Line 1: the column “%(column)s” is missing.") % {"column": missing[0]})
    at = [heading.index(column) for column in columns]
    count = 0
    for number, row in enumerate(rows, start=2):
        if number > most * _EMPTY_ROWS:
            raise _too_many(most)
        if row.count(None) == len(row):
            continue
        cells = {column: _cell(row[place] if place < len(row) else None) for column, place in zip(columns, at, strict=True)}
        if all(value is None or value == "" for value in cells.values()):
            continue
        count += 1
        if count > most:
            raise _too_many(most)
        yield Line(number, cells)


def _too_many(most: int) -> WrongSheet:
    return WrongSheet(_("There are more than %(most)s lines. Send them in parts.") % {"most": most})


def _rows(content: bytes) -> Iterator[tuple[Any, ...]]:
    """The rows of the first sheet. Whatever is wrong inside, at the beginning or at the end, is said as ``WrongSheet``."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED:
                raise WrongSheet(_("The workbook is too large. Send it in parts."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # how far it says it goes may be less than what is in it
        yield from sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS)
    except WrongSheet:
        raise
    except (InvalidFileException, *_BROKEN) as error:
        raise WrongSheet(_("This is not an Excel workbook (.xlsx).")) from error


def _cell(value: Any) -> Any:
    return value.strip()[:_LONGEST_CELL] if isinstance(value, str) else value


def write(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    """A workbook with one sheet: a bold header that stays in sight, then ``rows``. A text that a spreadsheet would run stays a text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append(list(columns))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str) and cell.data_type == "f":
                cell.data_type = "s"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
