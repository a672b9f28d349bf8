"""A PDF file of typed pages, written from the first byte to the last: one page in memory, whatever their number.

It knows what letters need, text in Helvetica and filled squares, so that thousands of pages are a matter of seconds.
"""

import zlib
from typing import IO

WIDTH, HEIGHT = 595.28, 841.89  # A4, in points
_CATALOGUE, _PAGES, _INFO, _PLAIN, _BOLD = 1, 2, 3, 4, 5  # the numbers of the objects that there is one of


class Paper:
    """A PDF being written to ``out``. Give it the pages one after another, then ``close``."""

    def __init__(self, out: IO[bytes], title: str, language: str = "sw") -> None:
        self._out, self._title, self._language = out, title, language
        self._at = 0
        self._places: dict[int, int] = {}  # of each object, by its number
        self._next = _BOLD + 1
        self._kids: list[int] = []
        self._write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def page(self, drawn: bytes) -> None:
        """Add a page with these drawing operators."""
        packed = zlib.compress(drawn, 6)
        content, page = self._next, self._next + 1
        self._next += 2
        self._object(content, b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed))
        self._object(page, b"<</Type/Page/Parent %d 0 R/Contents %d 0 R>>" % (_PAGES, content))
        self._kids.append(page)

    def close(self) -> int:
        """Write what makes pages a document, and return how many bytes it has."""
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        box = f"[0 0 {WIDTH} {HEIGHT}]".encode()
        fonts = b"<</Font<</F0 %d 0 R/F1 %d 0 R>>>>" % (_PLAIN, _BOLD)
        self._object(_PAGES, b"<</Type/Pages/Count %d/MediaBox%b/Resources%b/Kids[%b]>>" % (len(self._kids), box, fonts, kids))
        for number, name in ((_PLAIN, b"Helvetica"), (_BOLD, b"Helvetica-Bold")):
            self._object(number, b"<</Type/Font/Subtype/Type1/BaseFont/%b/Encoding/WinAnsiEncoding>>" % name)
        self._object(_INFO, b"<</Title%b/Producer(Huduma)>>" % text(self._title))
        preferences = b"/ViewerPreferences<</DisplayDocTitle true>>"
        self._object(_CATALOGUE, b"<</Type/Catalog/Pages %d 0 R/Lang%b%b>>" % (_PAGES, text(self._language), preferences))
        start = self._at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        for number in range(1, self._next):
            self._write(b"%010d 00000 n \n" % self._places[number])
        self._write(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (self._next, _CATALOGUE, _INFO, start))
        return self._at

    def _object(self, number: int, body: bytes) -> None:
        self._places[number] = self._at
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _write(self, part: bytes) -> None:
        self._out.write(part)
        self._at += len(part)


def text(said: str) -> bytes:
    """A string of a PDF; what is not Latin-1 becomes a question mark."""
    return b"(%b)" % said.encode("latin-1", "replace").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
