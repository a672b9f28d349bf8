"""The items of a WordPress export (WXR 1.0 to 1.2), read once from its beginning to its end and kept outside memory.

The whole file is read before anything is made of it, so a file that is cut off imports nothing. Of each item only a ``Brief`` stays in
memory; the rest waits in a temporary file until it is asked for.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from .stream import BadExport, CleanStream

_WXR = "http://wordpress.org/export/"
_CONTENT, _EXCERPT = "{http://purl.org/rss/1.0/modules/content/}encoded", "}encoded"
_META = {"_wp_attachment_image_alt", "_thumbnail_id", "_yoast_wpseo_metadesc"}
_MENU = "_menu_item_"
_TERMS = {"wp:category": ("category", "wp:category_nicename", "wp:cat_name"), "wp:tag": ("post_tag", "wp:tag_slug", "wp:tag_name")}


@dataclass(frozen=True)
class Item:
    """One item as WordPress wrote it; texts are as in the file, with nothing around them."""

    number: int  # its place in the file, from 1
    post_id: str
    kind: str
    status: str
    title: str
    link: str
    guid: str
    slug: str
    parent: str
    date: str
    modified: str
    published: str
    content: str
    excerpt: str
    attachment: str
    is_protected: bool
    comments: int
    order: int = 0  # in a menu, or among the pages beside it
    terms: list[list[str]] = field(default_factory=list)  # domain, short name, name
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language that a plugin for several languages gave it, ``sw``; empty when none did."""
        return next((short[:2].lower() for domain, short, _name in self.terms if domain == "language"), "")

    @property
    def key(self) -> str:
        """By what the item is known again when it comes in another export of the same website."""
        return f"{self.post_id} {self.guid}"[:300]


@dataclass
class Term:
    """A category or a tag. ``items`` counts those that have it, by the language that they name."""

    domain: str  # as items write it: category, post_tag
    slug: str
    name: str = ""
    number: str = ""
    parent: str = ""  # the slug of the category above it
    items: Counter[str] = field(default_factory=Counter)


class Brief(NamedTuple):
    """What stays in memory of an item; ``place`` is where the rest of it waits."""

    place: int
    number: int
    key: str
    post_id: str
    kind: str
    parent: str
    link: str
    attachment: str


class Export:
    """A whole export. Close it, or use it as a context manager."""

    def __init__(self, file: BinaryIO) -> None:
        """Read ``file``. Raises ``BadExport``."""
        self._waiting = tempfile.TemporaryFile()  # noqa: SIM115  closed with the export
        self.briefs: list[Brief] = []
        self.addresses: set[str] = set()  # of the website itself
        self.terms: dict[tuple[str, str], Term] = {}  # by domain and slug
        self.comments = 0
        self._is_export = False
        stream = CleanStream(file)
        try:
            self._read(stream)
        except BaseException:
            self.close()
            raise
        self.removed, self.unreadable = stream.removed, stream.unreadable

    def __enter__(self) -> "Export":
        return self

    def __exit__(self, *about: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what waits outside memory."""
        self._waiting.close()

    def item(self, brief: Brief) -> Item:
        """The whole item of which ``brief`` is known."""
        self._waiting.seek(brief.place)
        return Item(**json.loads(self._waiting.readline()))

    @property
    def hosts(self) -> set[str]:
        """The hosts of the website, each with and without ``www.``"""
        named = {urlsplit(address).hostname or "" for address in self.addresses} - {""}
        bare = {host.removeprefix("www.") for host in named}
        return bare | {f"www.{host}" for host in bare}

    def _read(self, stream: CleanStream) -> None:
        try:
            for element in _children_of_channel(stream):
                self._take(element)
                stream.item_ended()
        except ParseError as error:
            reason = _("The file is broken here, or cut off (%(error)s).") % {"error": str(error).partition(":")[0]}
            raise BadExport(error.position[0] + stream.lines_before, reason) from error
        except DefusedXmlException as error:
            reason = _("The file declares a document type or entities; an export has none.")
            raise BadExport(stream.line_of("<!DOCTYPE"), reason) from error
        if not self._is_export:
            raise BadExport(0, _("This is not a WordPress export: make one with Tools, Export in WordPress."))

    def _take(self, element: Element) -> None:
        name = _name(element)
        if name == "item":
            self._keep(_item(element, len(self.briefs) + 1))
        elif name in _TERMS:
            self._define(*_TERMS[name], {_name(child): _text(child) for child in element})
        elif name == "wp:wxr_version":
            self._is_export = True
        elif name in {"wp:base_site_url", "wp:base_blog_url", "link"} and element.text:
            self.addresses.add(element.text.strip())

    def _keep(self, item: Item) -> None:
        place = self._waiting.seek(0, 2)
        self._waiting.write(json.dumps(asdict(item)).encode() + b"\n")
        self.briefs.append(Brief(place, item.number, item.key, item.post_id, item.kind, item.parent, item.link, item.attachment))
        self.comments += item.comments
        for domain, slug, name in {tuple(term) for term in item.terms}:
            if domain in {"category", "post_tag"} and (slug or name):
                self._term(domain, slug or name, name).items[item.language] += 1

    def _define(self, domain: str, slug: str, name: str, said: dict[str, str]) -> None:
        """Take in what the head of the export says of a category or a tag, also of one that no item has."""
        if known_by := said.get(slug, "") or said.get(name, ""):
            term = self._term(domain, known_by, said.get(name, ""))
            term.number, term.parent = said.get("wp:term_id", ""), said.get("wp:category_parent", "")

    def _term(self, domain: str, slug: str, name: str) -> Term:
        term = self.terms.setdefault((domain, slug), Term(domain, slug))
        term.name = term.name or name
        return term


def _children_of_channel(stream: CleanStream) -> Iterator[Element]:
    """Each child of the channel, whole, and gone again when the next one is asked for."""
    path: list[Element] = []
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if not path and element.tag != "rss":
                return
            path.append(element)
            continue
        path.pop()
        if len(path) == 2 and path[-1].tag == "channel":
            yield element
            path[-1].clear()


def _name(element: Element) -> str:
    """The element's name with the usual prefix, whatever the version of the export."""
    space, _, local = element.tag.rpartition("}")
    return f"wp:{local}" if space.startswith("{" + _WXR) and "excerpt" not in space else local


def _item(element: Element, number: int) -> Item:
    said: dict[str, str] = {}
    terms: list[list[str]] = []
    meta: dict[str, str] = {}
    comments = 0
    for child in element:
        name = _name(child)
        if child.tag == _CONTENT:
            said["content"] = _text(child)
        elif child.tag.endswith(_EXCERPT):
            said["excerpt"] = _text(child)
        elif name == "category":
            terms.append([child.get("domain", ""), child.get("nicename", ""), _text(child)])
        elif name == "wp:postmeta":
            meta.update(_meta(child))
        elif name == "wp:comment":
            comments += 1
        else:
            said.setdefault(name, _text(child))
    return Item(
        number=number,
        post_id=said.get("wp:post_id", ""),
        kind=said.get("wp:post_type", ""),
        status=said.get("wp:status", ""),
        title=said.get("title", ""),
        link=said.get("link", ""),
        guid=said.get("guid", ""),
        slug=said.get("wp:post_name", ""),
        parent=said.get("wp:post_parent", "0"),
        date=said.get("wp:post_date", ""),
        modified=said.get("wp:post_modified", ""),
        published=said.get("pubDate", ""),
        content=said.get("content", ""),
        excerpt=said.get("excerpt", ""),
        attachment=said.get("wp:attachment_url", ""),
        is_protected=bool(said.get("wp:post_password")),
        comments=comments,
        order=_number(said.get("wp:menu_order", "")),
        terms=terms,
        meta=meta,
    )


def _meta(element: Element) -> dict[str, str]:
    said: dict[str, Any] = {_name(child): _text(child) for child in element}
    key = said.get("wp:meta_key", "")
    return {key: said.get("wp:meta_value", "")} if key in _META or key.startswith(_MENU) else {}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


def _text(element: Element) -> str:
    return (element.text or "").strip()
