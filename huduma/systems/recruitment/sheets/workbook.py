"""Reading and writing one sheet with named columns."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from huduma.platform.uploads import documents

_LONGEST_CELL = 10_000  # characters


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
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except ValidationError as error:
        raise WrongSheet(" ".join(error.messages)) from error
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise WrongSheet(_("This is not an Excel workbook (.xlsx).")) from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    heading = [str(cell or "").strip().lower() for cell in next(rows, ())]
    if missing := [column for column in columns if column not in heading]:
        raise WrongSheet(_("Line 1: the column “%(column)s” is missing.") % {"column": missing[0]})
    at = [heading.index(column) for column in columns]
    count = 0
    for number, row in enumerate(rows, start=2):
        cells = {column: _cell(row[place] if place < len(row) else None) for column, place in zip(columns, at, strict=True)}
        if all(value is None or value == "" for value in cells.values()):
            continue
        count += 1
        if count > most:
            raise WrongSheet(_("There are more than %(most)s lines. Send them in parts.") % {"most": most})
        yield Line(number, cells)


def _cell(value: Any) -> Any:
    return value.strip()[:_LONGEST_CELL] if isinstance(value, str) else value


def write(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    """A workbook with one sheet: a bold header that stays in sight, then ``rows``. A text that a spreadsheet would run stays a text."""
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
