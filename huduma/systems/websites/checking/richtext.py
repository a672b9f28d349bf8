"""What stands in stored rich text: its headings, links and paragraphs."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARTS = {*_HEADINGS, "p", "li", "blockquote"}


@dataclass
class Link:
    """A link: to the ``page`` or ``document`` with the primary key ``target``, or to the ``address`` that ``target`` is."""

    kind: str
    target: str
    text: str = ""


@dataclass
class Part:
    """A heading, with its level, or a paragraph or item of a list, of level 0."""

    level: int
    text: str = ""


@dataclass
class Text:
    """Stored rich text, taken apart."""

    parts: list[Part] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Text()
        self.link: Link | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _PARTS:
            self.found.parts.append(Part(_HEADINGS.get(tag, 0)))
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "a":
            given = {name: value or "" for name, value in attributes}
            kind = given.get("linktype", "address")
            self.link = Link(kind, given.get("id" if kind != "address" else "href", ""))
            self.found.links.append(self.link)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.link = None

    def handle_data(self, data: str) -> None:
        if not self.found.parts:
            if not data.strip():
                return
            self.found.parts.append(Part(0))
        self.found.parts[-1].text += data
        if self.link:
            self.link.text += data


def read(source: str) -> Text:
    """``source`` taken apart; every text in one line. Never raises, whatever is in the database."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    things: list[Part | Link] = [*reader.found.parts, *reader.found.links]
    for thing in things:
        thing.text = re.sub(r"\s+", " ", html.unescape(thing.text)).strip()
    return reader.found
