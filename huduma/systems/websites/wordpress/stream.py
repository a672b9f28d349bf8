"""The bytes of an export as XML can take them: WordPress writes whatever an editor once pasted, also what no XML may hold."""

import codecs
import re
from typing import BinaryIO

from django.utils.translation import gettext as _

_CHUNK = 65_536
_LARGEST_ITEM = 32 * 1024 * 1024  # bytes: what one item may take of our memory
_DECLARATION = re.compile(r"\A(\s*)<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"""\A\s*<\?xml\b[^>]*\bencoding\s*=\s*["']([\w.-]+)["']""")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8});)")  # that begins no reference of XML
_EDGE = re.compile(r"<!\[CDATA\[|\]\]>")
_OPEN = re.compile(r"(?:&[#\w]{0,12}|<[!\[A-Z]{0,8}|\]{1,2})\Z")  # what may go on in the next piece
_LONGEST_OPEN = 13


class BadExport(ValueError):
    """A file that is no whole export; ``line`` is where that shows, 0 when it is the file itself."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class CleanStream:
    """``file`` in UTF-8 without the characters, and the references to characters, that XML 1.0 forbids. Lines keep their numbers.

    Ampersands that begin no reference become one: WordPress writes the addresses of those who comment as they are.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        head = file.read(_CHUNK)
        self._decoder = codecs.getincrementaldecoder(_encoding_of(head))(errors="replace")
        text = self._decoder.decode(head).removeprefix("\ufeff")
        begin = _DECLARATION.match(text)
        self.lines_before = text[: begin.end()].count("\n") if begin else 0
        self._text = text[begin.end() :] if begin else text
        self._ended = self._in_cdata = False
        self._since_item = 0
        self.removed = 0  # characters that XML forbids
        self.unreadable = 0  # bytes that are no characters
        self._piece, self._piece_line = "", 1 + self.lines_before

    def item_ended(self) -> None:
        """Whatever comes now belongs to the next item."""
        self._since_item = 0

    def line_of(self, word: str) -> int:
        """The line at which ``word`` stands in the last piece, or at which that begins."""
        return self._piece_line + self._piece[: max(self._piece.find(word), 0)].count("\n")

    def read(self, size: int = -1) -> bytes:
        """The next piece, of any length; empty at the end. Raises ``BadExport`` for an item that is too large."""
        while True:
            ready, self._text = (self._text, "") if self._ended else _without_open_end(self._text)
            if ready:
                self._piece_line += self._piece.count("\n")
                self._piece = ready
                clean = self._clean(ready).encode()
                self._since_item += len(clean)
                if self._since_item > _LARGEST_ITEM:
                    raise BadExport(self._piece_line, _("An item is larger than %(most)s MB.") % {"most": _LARGEST_ITEM // 1024**2})
                if clean:
                    return clean
            if self._ended:
                return b""
            raw = self._file.read(_CHUNK)
            self._ended = not raw
            self._text += self._decoder.decode(raw, final=self._ended)

    def _clean(self, text: str) -> str:
        self.unreadable += text.count("\ufffd")
        text, controls = _ILLEGAL.subn("", text)
        text, _kept = _REFERENCE.subn(_legal, text) if "&#" in text else (text, 0)
        self.removed += controls
        return self._escape(text)

    def _escape(self, text: str) -> str:
        pieces, begin = [], 0
        for edge in (*_EDGE.finditer(text), None):
            piece = text[begin : edge.start() if edge else None]
            pieces.append(piece if self._in_cdata else _AMPERSAND.sub("&amp;", piece))
            if edge:
                pieces.append(edge[0])
                begin, self._in_cdata = edge.end(), edge[0].startswith("<")
        return "".join(pieces)


def _encoding_of(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _ENCODING.match(head.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode() if declared else "utf-8"
    try:
        "".encode(name)
    except LookupError:
        raise BadExport(1, _("The file is in an encoding that is not known: %(name)s.") % {"name": name[:40]}) from None
    return name


def _without_open_end(text: str) -> tuple[str, str]:
    """``text`` up to a reference or an edge of CDATA that may go on in the next piece, and the rest."""
    found = _OPEN.search(text, max(0, len(text) - _LONGEST_OPEN))
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _legal(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if code <= 0x10FFFF and not _ILLEGAL.match(chr(code)) else ""
