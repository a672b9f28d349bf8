"""Drawing letters."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import IO
from unicodedata import normalize

import segno

from .metrics import width
from .paper import HEIGHT, WIDTH, Paper, text

_MARGIN, _LINE, _QR = 62, 17, 97  # points
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
    """Write one PDF of ``letters`` to ``out`` as they come, and return its bytes; none is kept in memory."""
    paper = Paper(out, _drawable(title), language)
    for letter in letters:
        for page in _pages(letter):
            paper.page(page)
    return paper.close()


class _Page:
    """The operators of the page being drawn, and how far down it is written."""

    def __init__(self) -> None:
        self.full: list[bytes] = []
        self._begin()

    def _begin(self) -> None:
        self._parts: list[bytes] = []
        self.y = HEIGHT - _MARGIN

    def need(self, height: float) -> None:
        """Begin another page where this one has no room for ``height``."""
        if self.y - height < _MARGIN:
            self.finish()
            self._begin()

    def finish(self) -> None:
        self.full.append(b"\n".join(self._parts))

    def put(self, operators: bytes) -> None:
        self._parts.append(operators)

    def write(self, said: str, *, size: int = 11, bold: bool = False, below: int = 0, left: float = _MARGIN) -> None:
        """Text from ``left`` to the right margin, on as many lines as it takes."""
        for line in _lines(_drawable(said), size, bold, WIDTH - _MARGIN - left):
            self.need(_LINE)
            self.y -= _LINE
            self.put(b"BT/F%d %d Tf %.2f %.2f Td %b Tj ET" % (bold, size, left, self.y, text(line)))
        self.y -= below


def _pages(letter: Letter) -> list[bytes]:
    page = _Page()
    page.write(letter.sender, size=13, bold=True)
    page.write(f"{letter.number} · {letter.dated}", size=10, below=_LINE)
    page.write(letter.to, below=11)
    page.write(letter.heading, size=12, bold=True, below=11)
    for paragraph in letter.paragraphs:
        page.write(paragraph, below=8)
    for label, value in letter.facts:
        page.write(f"{label}: {value}")
    if letter.qr:
        _draw_qr(page, letter)
    page.finish()
    return page.full


def _draw_qr(page: _Page, letter: Letter) -> None:
    """The code as one path of filled rectangles, one for each run of dark modules: sharp at every size."""
    page.need(_QR + 12)
    top = page.y - 12
    rows = segno.make(letter.qr, error="m", micro=False, mask=_MASK).matrix
    module = _QR / len(rows)
    page.put(b"q %.4f 0 0 -%.4f %d %.2f cm %b f Q" % (module, module, _MARGIN, top, b" ".join(_dark(rows))))
    page.y = top - _QR / 2 + _LINE
    for said in (letter.qr_says, letter.qr):
        page.write(said, size=9, left=_MARGIN + _QR + 14)


def _dark(rows: Iterable[Iterable[int]]) -> Iterator[bytes]:
    for row, cells in enumerate(rows):
        at = 0
        for dark, run in groupby(cells):
            length = len(list(run))
            if dark:
                yield b"%d %d %d 1 re" % (at, row, length)
            at += length


def _lines(said: str, size: int, bold: bool, room: float) -> Iterator[str]:
    """``said`` in lines of at most ``room`` points, broken between words, or inside one that is too long for a line."""
    for part in said.splitlines() or [""]:
        line = ""
        for word in part.split():
            longer = f"{line} {word}" if line else word
            if width(longer, size, bold) <= room:
                line = longer
                continue
            if line:
                yield line
            while width(word, size, bold) > room:
                at = next(n for n in range(len(word), 0, -1) if width(word[:n], size, bold) <= room)
                yield word[:at]
                word = word[at:]
            line = word
        yield line


def _drawable(said: str) -> str:
    """``said`` in the letters that every PDF reader has of itself (Latin-1): others lose their marks, else become a question mark."""
    known = "".join(c if ord(c) < 256 else normalize("NFD", c)[0] for c in said.translate(_TYPOGRAPHY))
    return "".join(
        c if c in "\n\r\t" or 31 < ord(c) < 127 or ord(c) > 159 else "?" for c in known.encode("latin-1", "replace").decode("latin-1")
    )
