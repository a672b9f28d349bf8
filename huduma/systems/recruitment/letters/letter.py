"""Drawing letters.

``fpdf`` brings fontTools along, a tenth of what a process loads at its start; most processes never draw a letter.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import IO, TYPE_CHECKING
from unicodedata import normalize

import segno

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN, _LINE, _QR = 22, 6, 34  # millimetres
_MASK = 2  # the pattern laid over every code; to look for the best of the eight takes five times as long, and readers take any
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-", "\u00a0": " "})


@dataclass(frozen=True)
class Letter:
    """What stands in a letter, in the reader's language. ``facts`` are label and value, drawn as a list; ``qr`` is an address."""

    sender: str
    heading: str
    number: str
    dated: str
    to: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    qr: str = ""
    qr_says: str = ""


def pdf(letters: Iterable[Letter], title: str) -> bytes:
    """One PDF with a page, or more where it is long, for each of ``letters``."""
    out = io.BytesIO()
    write(out, letters, title)
    return out.getvalue()


def write(out: IO[bytes], letters: Iterable[Letter], title: str, language: str = "sw") -> int:
    """Write one PDF of ``letters`` to ``out``, and return its bytes. Some 10 kB of each are in memory until then."""
    from fpdf import FPDF

    document = FPDF(format="A4")
    document.set_title(_drawable(title))
    document.set_lang(language)
    document.set_margins(_MARGIN, _MARGIN)
    document.set_auto_page_break(True, _MARGIN)
    for letter in letters:
        document.add_page()
        _draw(document, letter)
    return out.write(document.output())


def _draw(document: FPDF, letter: Letter) -> None:
    _write(document, letter.sender, size=13, bold=True)
    _write(document, f"{letter.number}   {letter.dated}", size=10, below=6)
    _write(document, letter.to, below=4)
    _write(document, letter.heading, size=12, bold=True, below=4)
    for paragraph in letter.paragraphs:
        _write(document, paragraph, below=3)
    for label, value in letter.facts:
        _write(document, f"{label}: {value}", size=11, bold=label.isupper())
    if letter.qr:
        _draw_qr(document, letter)


def _write(document: FPDF, text: str, *, size: int = 11, bold: bool = False, below: int = 0) -> None:
    document.set_font("Helvetica", "B" if bold else "", size)
    line = _drawable(text)
    if "\n" not in line and document.get_string_width(line) <= document.epw - 2 * document.c_margin:
        document.cell(0, _LINE, line, align="L", new_x="LMARGIN", new_y="NEXT")  # to look where it would break takes several times as long
    else:
        document.multi_cell(0, _LINE, line, align="L", new_x="LMARGIN", new_y="NEXT")
    document.ln(below)


def _draw_qr(document: FPDF, letter: Letter) -> None:
    """The code as filled rectangles, one for each run of dark modules: sharp at every size, and no picture to be unpacked."""
    document.ln(4)
    if document.get_y() + _QR + _LINE > document.h - _MARGIN:
        document.add_page()
    left, top = document.l_margin, document.get_y()
    rows = segno.make(letter.qr, error="m", micro=False, mask=_MASK).matrix
    module = _QR / len(rows)
    for row, cells in enumerate(rows):
        at = 0
        for dark, run in groupby(cells):
            length = len(list(run))
            if dark:
                document.rect(left + at * module, top + row * module, length * module, module, style="F")
            at += length
    document.set_xy(left + _QR + 5, top + _QR / 2 - _LINE)
    document.set_font("Helvetica", "", 9)
    document.multi_cell(0, 5, _drawable(f"{letter.qr_says}\n{letter.qr}"), align="L", new_x="LMARGIN", new_y="NEXT")


def _drawable(text: str) -> str:
    """``text`` in the letters that every PDF reader has of itself (Latin-1): others lose their marks, else become a question mark."""
    known = text.translate(_TYPOGRAPHY)
    return (
        "".join(letter if ord(letter) < 256 else normalize("NFD", letter)[0] for letter in known)
        .encode("latin-1", "replace")
        .decode("latin-1")
    )
