"""Tables of posts, as our block of a table holds them: a heading for each column, and plain words in each cell."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

MARK = "huduma-table"  # the element that stands in the place of a table that was read
MOST_COLUMNS, MOST_ROWS, LONGEST_CAPTION = 20, 500, 200
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_CAPTION_AFTER = re.compile(r"\s*<figcaption[^>]*>(.*?)</figcaption>", re.DOTALL)
_RICH = {"a", "img", "ul", "ol", "iframe", "video", "audio", "table"}  # what words alone cannot say
_LINES = {"p", "br", "div", "li", *(f"h{level}" for level in range(1, 7))}


class Table(NamedTuple):
    """What a table says; ``has_headings`` tells whether its first row was marked as the headings."""

    caption: str
    rows: list[list[str]]
    has_headings: bool

    def block(self, caption: str) -> dict[str, Any]:
        """The block of the table, under ``caption`` where it has none of its own."""
        head, *rows = self.rows
        columns = [{"type": "text", "heading": heading} for heading in head]
        table = {"columns": columns, "rows": [{"values": row} for row in rows], "caption": ""}
        return {"type": "table", "value": {"caption": (self.caption or caption)[:LONGEST_CAPTION], "table": table}}


def take_out(html: str, lost: Callable[[str], None]) -> tuple[str, list[Table]]:
    """``html``, cleaned, with a ``MARK`` in the place of each table that our block can hold, and those tables in their order.

    The others stay, to become lines of text; ``lost`` is told of them.
    """
    found: list[Table] = []
    written, at = [], 0
    for match in _TABLE.finditer(html):
        if match.start() < at:
            continue
        table = _read(match[0])
        if table is None:
            lost(_("A table with merged cells, links, pictures or no headings has become lines of text."))
            continue
        written.append(html[at : match.start()])
        at = match.end()
        if not table.caption and (after := _CAPTION_AFTER.match(html, at)):
            table = table._replace(caption=_words(re.sub(r"<[^>]*>", " ", after[1])))
            at = after.end()
        if not table.has_headings:
            lost(_("The first row of a table has become the headings of its columns: see whether it is right."))
        written.append(f"<{MARK}></{MARK}>")
        found.append(table)
    return "".join([*written, html[at:]]), found


def _read(html: str) -> Table | None:
    """The table; ``None`` where our block cannot say what it says."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    rows = [row for row in reader.rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    heads_of_rows = reader.has_any and not reader.has_headings
    if reader.is_rich or heads_of_rows or not 2 <= width <= MOST_COLUMNS or not 2 <= len(rows) <= MOST_ROWS:
        return None
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    return Table(_words(reader.caption), rows, reader.has_headings) if all(rows[0]) else None


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.caption = ""
        self.is_rich = self.has_any = self.has_headings = False
        self._cell: list[str] | None = None
        self._in_caption = False
        self._depth = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            self.is_rich = self.is_rich or self._depth > 1
        elif tag in _RICH:
            self.is_rich = True
        elif tag == "caption":
            self._in_caption = True
        elif tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._begin_cell(tag, dict(attributes))
        elif tag in _LINES and self._cell:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()
        elif tag == "caption":
            self._in_caption = False

    def handle_data(self, text: str) -> None:
        if self._in_caption:
            self.caption += text
        elif self._cell is not None:
            self._cell.append(text)
        elif text.strip():
            self.is_rich = True  # words beside the cells

    def _begin_cell(self, tag: str, given: dict[str, str | None]) -> None:
        self._end_cell()
        if not self.rows:
            self.rows.append([])
        self.is_rich = self.is_rich or any((given.get(name) or "1") != "1" for name in ("colspan", "rowspan"))
        self.has_any = self.has_any or tag == "th"
        if len(self.rows) == 1:
            self.has_headings = tag == "th" and (self.has_headings or not self.rows[0])
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is not None:
            self.rows[-1].append(_words("".join(self._cell).replace("\xa0", " ")))
            self._cell = None
