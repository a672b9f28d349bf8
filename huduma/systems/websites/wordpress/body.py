"""What a post says, as the blocks of which the body of our pages is made: text that our editor can write, and pictures."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any, NamedTuple, Protocol

import nh3
from django.utils.translation import gettext as _

from huduma.systems.websites.rendering.richtext import SCHEMES, plain

from . import shortcodes, tables

LONGEST_ALT, LONGEST_CAPTION = 200, 250
Attributes = list[tuple[str, str | None]]

_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_LISTS = {"ul", "ol"}
_BREAKS = {"p", "div", "section", "article", "blockquote", "address", "center", "pre", "dt", "dd", "hr", "tr", "table", "figure", "details"}
_PLAYERS = {"iframe", "video", "audio", "source", "embed"}
_CELLS = {"caption", "thead", "tbody", "tfoot", "td", "th"}
_TAGS = {*_INLINE, *_HEADINGS, *_LISTS, *_BREAKS, *_PLAYERS, *_CELLS, "li", "br", "a", "img", "figcaption", "summary"}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "class", "data-src"},
    **{player: {"src"} for player in _PLAYERS},
    **{cell: {"colspan", "rowspan"} for cell in ("td", "th")},
    **{around: {"class"} for around in ("figure", "ul", "div")},
}
_GALLERY = "wp-block-gallery"
_IN_GALLERY = {"figure", "ul", "li", "div"}
_NUMBER = re.compile(r"\bwp-image-(\d{1,19})\b")
_ONLY_BREAKS = re.compile(r"(?:<br/>|\s)+")
_DYNAMIC = re.compile(r"<!--\s+wp:([a-z][a-z0-9/-]*)\s+(?:\{[^>]*\}\s+)?/-->")  # a block that WordPress draws itself: nothing of it is here
_BLANK_LINE = re.compile(r"\s*\n\s*\n\s*")


@dataclass
class _Gallery:
    """Pictures that are shown beside each other; ``tag`` is the element around them, and ``depth`` how many of it are open."""

    tag: str
    depth: int = 1
    pictures: list[dict[str, Any]] = field(default_factory=list)


class Website(Protocol):
    """What a body has to know of the rest of the website that it was part of."""

    def picture(self, address: str, number: str) -> tuple[int, str] | None:
        """The primary key of our copy of a picture and the words for it; ``None`` when we have none, which the asked one reports."""

    def address_of(self, number: str) -> str:
        """The address of the picture with that number; empty when there is none."""

    def link(self, address: str) -> dict[str, str]:
        """The attributes with which our rich text links to ``address``; none when it is not to be linked."""


class Body(NamedTuple):
    """``blocks`` are as a StreamField stores them, without their ids; ``losses`` say in words what did not come along."""

    blocks: list[dict[str, Any]]
    losses: list[str]

    def text(self) -> str:
        """The words of the whole body in one line."""
        return " ".join(plain(block["value"]) for block in self.blocks if block["type"] == "paragraph").strip()


def convert(html: str, website: Website, title: str = "") -> Body:
    """The body of a post; ``title`` stands in for the words of a picture that has none."""
    losses: dict[str, None] = {}

    def lost(what: str) -> None:
        losses[what] = None

    is_classic = "<!-- wp:" not in html
    expanded = shortcodes.expand(html, website.address_of, lambda name: lost(_("The shortcode [%(name)s] is left out.") % {"name": name}))
    for name in dict.fromkeys(_DYNAMIC.findall(html)):
        lost(_("The block “%(name)s”, which WordPress draws itself, is left out.") % {"name": name})
    if re.search(r"<(form|input|select|textarea)\b", expanded, re.IGNORECASE):
        lost(_("A form is left out."))
    if re.search(r"<(script|object|applet|svg|canvas)\b", expanded, re.IGNORECASE):
        lost(_("A script or a drawing is left out."))
    cleaned = nh3.clean(
        expanded, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, clean_content_tags={"script", "style", "svg"}
    )
    rest, found = tables.take_out(cleaned, lost)
    walk = _Walk(website, title, is_classic, lost, found)
    walk.feed(rest)
    walk.close()
    walk.end_block()
    return Body(walk.blocks, list(losses))


class _Walk(HTMLParser):
    """Goes through clean HTML from its beginning to its end and writes what our editor could have written.

    ``_open`` are the elements open in ``_written``: a paragraph or a heading, or lists and their items. ``_inline`` are the bold, italic
    and linked stretches under way; they are written when there is a word to stand in them, and again in the next paragraph.
    """

    def __init__(self, website: Website, title: str, is_classic: bool, lost: Callable[[str], None], found: list[tables.Table]) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[dict[str, Any]] = []
        self._website, self._title, self._is_classic, self._lost = website, title, is_classic, lost
        self._written: list[str] = []
        self._open: list[str] = []
        self._inline: list[tuple[str, dict[str, str]]] = []
        self._inline_open = 0
        self._figure: list[dict[str, Any]] | None = None
        self._caption: list[str] | None = None
        self._cells = 0
        self._tables = iter(found)
        self._gallery: _Gallery | None = None

    # --- what comes ---------------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        given = {name: value or "" for name, value in attributes}
        if self._gallery is None and _GALLERY in given.get("class", "").split() and tag != "img":
            self.end_block()
            self._gallery = _Gallery(tag)
        elif self._gallery is not None and tag in _IN_GALLERY:
            self._figure = [] if tag == "figure" else self._figure
            self._gallery.depth += tag == self._gallery.tag
        elif tag == tables.MARK:
            self._table(next(self._tables, None))
        elif tag in _INLINE:
            self._begin_inline(_INLINE[tag], {})
        elif tag == "a":
            self._begin_inline("a", self._website.link(given["href"].strip()) if given.get("href") else {})
        elif tag == "img":
            self._picture(given)
        elif tag in _PLAYERS:
            self._player(given)
        elif tag == "br":
            self._break()
        elif tag == "figcaption":
            self._caption = []
        else:
            self._begin(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._gallery is not None and tag in _IN_GALLERY:
            self._figure = None if tag == "figure" else self._figure
            self._gallery.depth -= tag == self._gallery.tag
            if not self._gallery.depth:
                self._end_gallery()
        elif tag in _INLINE or tag == "a":
            self._end_inline(_INLINE.get(tag, tag))
        elif tag == "figcaption":
            self._end_caption()
        elif tag == "figure":
            self._end_paragraph()
            self._figure = None
        elif tag == "li" or tag in _LISTS:
            self._end_list(tag)
        elif tag in _HEADINGS or tag in _BREAKS:
            self._cells = 0 if tag in {"tr", "table"} else self._cells
            self._end_paragraph()

    def handle_data(self, text: str) -> None:
        if self._caption is not None:
            self._caption.append(text)
            return
        if self._gallery is not None and not text.strip():
            return  # what stands between its pictures
        if "li" in self._open or not self._is_classic:
            self._words(re.sub(r"\s+", " ", text) if text.strip() else " " if text else "")
            return
        for number, piece in enumerate(_BLANK_LINE.split(text)):
            if number:
                self._end_paragraph()
            for line_number, line in enumerate(piece.split("\n")):
                if line_number:
                    self._break()
                self._words(line)

    # --- what is written ----------------------------------------------------------------------------------------------------

    def _begin(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._end_paragraph()
            if not self._open:
                self._open_element(_HEADINGS[tag])
        elif tag in _LISTS:
            if "li" not in self._open:
                self._end_before_list()
            self._close_inline()
            self._open_element(tag)
        elif tag == "li":
            self._begin_list_item()
        elif tag in {"td", "th"}:
            self._words(" | " if self._cells else "")
            self._cells += 1
        elif tag in _BREAKS:
            self._cells = self._cells if tag in {"p", "div"} else 0
            self._end_paragraph()
            if tag == "figure":
                self._figure = []

    def _begin_list_item(self) -> None:
        if not self._open or self._open[-1] not in _LISTS:
            if "li" in self._open:
                self._close_to("li")
            else:
                self._end_before_list()
                self._open_element("ul")
        self._open_element("li")

    def _end_list(self, tag: str) -> None:
        if tag in self._open:
            self._close_to(tag)
        if not self._open:
            self._end_paragraph()

    def _words(self, text: str) -> None:
        blank = not text.strip()
        if not text or (blank and (not self._open or self._open[-1] in _LISTS)):
            return
        if not self._open:
            self._open_element("p")
            text = text.lstrip()
        elif self._open[-1] in _LISTS:
            self._open_element("li")
        self._open_inline()
        self._written.append(escape(text.replace("\xa0", " "), quote=False))

    def _break(self) -> None:
        if self._caption is not None:
            self._caption.append(" ")
        elif self._open and self._open[-1] not in _LISTS:
            self._written.append("<br/>")

    def _open_element(self, tag: str) -> None:
        self._written.append(f"<{tag}>")
        self._open.append(tag)

    def _close_to(self, tag: str) -> None:
        """Close the innermost ``tag`` and all that is open in it."""
        self._close_inline()
        while self._open:
            closed = self._open.pop()
            self._trim()
            if self._written and self._written[-1] == f"<{closed}>":
                self._written.pop()  # nothing was in it
            else:
                self._written.append(f"</{closed}>")
            if closed == tag:
                return

    def _trim(self) -> None:
        while self._written and _ONLY_BREAKS.fullmatch(self._written[-1]):
            self._written.pop()

    def _end_paragraph(self) -> None:
        """The paragraph or heading ends here; in a list only the line does, and in a row of a table nothing."""
        if self._cells:
            self._words(" ")
        elif "li" in self._open:
            if self._open[-1] == "li" and self._written[-1] not in {"<li>", "<br/>"}:
                self._break()
        elif self._open and self._open[-1] not in _LISTS:
            self._close_to(self._open[0])

    def _end_before_list(self) -> None:
        """No paragraph holds a list, not even one that is the row of a table: after the list its cells begin anew."""
        self._cells = 0
        self._end_paragraph()

    def end_block(self) -> None:
        """All that was written until now is one block of text."""
        while self._open:
            self._close_to(self._open[0])
        if html := "".join(self._written).strip():
            self.blocks.append({"type": "paragraph", "value": html})
        self._written = []

    # --- bold, italic, linked -----------------------------------------------------------------------------------------------

    def _begin_inline(self, tag: str, attributes: dict[str, str]) -> None:
        if any(tag == name for name, _about in self._inline):
            tag = ""  # bold in bold says nothing, and a link in a link is none
        if tag == "a" and not attributes:
            tag = "-a"
        self._inline.append((tag, attributes))

    def _end_inline(self, tag: str) -> None:
        for index in range(len(self._inline) - 1, -1, -1):
            if self._inline[index][0] in {tag, f"-{tag}", ""}:
                was_open = self._inline_open
                self._close_inline(index)
                self._inline.pop(index)
                if was_open > index + 1 and len(self._inline) > index:
                    self._open_inline()
                return

    def _open_inline(self) -> None:
        for tag, attributes in self._inline[self._inline_open :]:
            if tag.isalpha():
                about = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
                self._written.append(f"<{tag}{about}>")
        self._inline_open = len(self._inline)

    def _close_inline(self, first: int = 0) -> None:
        for tag, _attributes in reversed(self._inline[first : self._inline_open]):
            if tag.isalpha():
                self._written.append(f"</{tag}>")
        self._inline_open = min(self._inline_open, first)

    # --- pictures and players -----------------------------------------------------------------------------------------------

    def _picture(self, given: dict[str, str]) -> None:
        source = given.get("data-src") or given.get("src", "")
        number = _NUMBER.search(given.get("class", ""))
        found = self._website.picture(source.strip(), number[1] if number else "") if source or number else None
        if found is None:
            return
        image, words = found
        alt = (unescape(given.get("alt", "")).strip() or words or self._title)[:LONGEST_ALT]
        if alt == self._title[:LONGEST_ALT]:
            self._lost(_("A picture without words for those who do not see it has the title instead: write them."))
        block = {"type": "picture", "value": {"image": image, "alt": alt, "caption": ""}}
        if self._gallery is not None:
            self._gallery.pictures.append(block)
        else:
            self.end_block()
            self.blocks.append(block)
        if self._figure is not None:
            self._figure.append(block)
        linked = next((about for tag, about in self._inline if tag == "a"), {})
        if (
            linked
            and self._gallery is None
            and not linked.get("href", "").lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"))
        ):
            self._words(alt)
            self._end_paragraph()

    def _end_gallery(self) -> None:
        """Several pictures are a gallery; one is a picture. What was written among them comes after them."""
        pictures, self._gallery, self._figure = self._gallery.pictures if self._gallery else [], None, None
        if len(pictures) > 1:
            self.blocks.append({"type": "gallery", "value": [picture["value"] for picture in pictures]})
        else:
            self.blocks += pictures
        self._end_paragraph()

    def _table(self, table: tables.Table | None) -> None:
        if table is None:  # somebody wrote the mark itself, in the text of a frame, which no cleaning reads
            return
        self.end_block()
        if not table.caption:
            self._lost(_("A table that does not say what it shows has the title instead: write it."))
        self.blocks.append(table.block(self._title))

    def _end_caption(self) -> None:
        words, self._caption = re.sub(r"\s+", " ", "".join(self._caption or [])).strip(), None
        if not words:
            return
        if self._figure and len(words) <= LONGEST_CAPTION:
            self._figure[-1]["value"]["caption"] = words
        else:
            self._words(words)
            self._end_paragraph()

    def _player(self, given: dict[str, str]) -> None:
        address = given.get("src", "").strip()
        if not address:
            return
        address = f"https:{address}" if address.startswith("//") else address
        self._end_paragraph()
        self._lost(_("What was played or shown from %(address)s has become a link to it.") % {"address": address[:300]})
        attributes = self._website.link(address)
        if attributes:
            self._begin_inline("a", attributes)
            self._words(re.sub(r"^https?://(www\.)?", "", address)[:80])
            self._end_inline("a")
            self._end_paragraph()
