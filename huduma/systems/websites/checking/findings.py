"""The checker: what keeps people from reading a page, found in its stored fields before it is published.

What is *refused* cannot be published or submitted; everything else is advice. Nothing here asks the database: which of the pages and
documents that are linked to can be reached, the caller says.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock

from huduma.systems.websites.blocks.data import LatestBlock, ServiceBlock, service_choices
from huduma.systems.websites.blocks.forms import FormBlock
from huduma.systems.websites.blocks.media import MapBlock, PictureBlock, VideoBlock
from huduma.systems.websites.blocks.text import CallToActionBlock

from .leaves import Leaf, Path, leaves
from .richtext import Link, Text, read

WITH_HEADING = (CallToActionBlock, LatestBlock, MapBlock)  # their title is drawn as a heading of the second level
LONGEST_PARAGRAPH = 150  # words
SHOUTED = 20  # letters, all of them capitals
SAYS_NOTHING = {
    *("hapa", "bofya", "bofya hapa", "bonyeza", "bonyeza hapa", "gonga hapa", "tazama hapa", "pakua hapa", "soma zaidi", "zaidi", "kiungo"),
    *("here", "click", "click here", "press here", "download here", "see here", "read more", "more", "link", "this link", "this"),
}
_AROUND = " .:;!?…>»→"  # what may stand around words that say nothing
FILE_NAME = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)$|^(?:img|dsc|image|picha)[-_ ]?\d+$", re.IGNORECASE)


@dataclass(frozen=True)
class Content:
    """A field of a page as it is stored: ``block`` for blocks, ``None`` for plain text; ``level`` is that of the heading above it.

    ``is_alternative`` says that its words stand for a picture, which is there.
    """

    name: str
    label: str
    value: Any
    block: Any = None
    level: int = 1
    is_alternative: bool = False


@dataclass(frozen=True)
class Target:
    """A page or a document that is linked to, or a ``form`` that is shown, by its primary key."""

    kind: str
    pk: str


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: in which field, at which path in it, said for people; ``place`` names field and block for people."""

    field: str
    path: Path
    place: str
    message: str
    is_refused: bool


@dataclass(frozen=True)
class PlacedLink:
    """A link and where it stands: ``spot`` is the field, and the place and kind of the block, as ``spot_label`` understands it."""

    spot: str
    link: Link


def findings(contents: Iterable[Content], gone: frozenset[Target] = frozenset()) -> list[Finding]:
    """What is wrong with ``contents``, in the order of the page; ``gone`` are the targets of links that visitors cannot reach."""
    return [finding for content in contents for finding in _of_field(content, gone)]


def links(contents: Iterable[Content]) -> list[PlacedLink]:
    """Every link in ``contents``, in the order of the page."""
    return [PlacedLink(_spot(content, leaf), link) for content in contents for leaf in _leaves(content) for link in _links(leaf)]


def forms(contents: Iterable[Content]) -> list[str]:
    """The primary keys of the forms that ``contents`` show."""
    return [str(leaf.value) for content in contents for leaf in _leaves(content) if isinstance(leaf.around, FormBlock) and leaf.value]


def spot_label(spot: str, label: str, block: Any) -> str:
    """Field and block for people, “Text, block 3 (Picture)”: of a ``spot`` in the field that is called ``label`` and holds ``block``."""
    _name, *inner = spot.split(":")
    kinds = getattr(block, "child_blocks", {})
    if len(inner) != 2 or inner[1] not in kinds:
        return str(capfirst(label))
    said = {"field": capfirst(label), "position": int(inner[0]) + 1, "kind": kinds[inner[1]].label}
    return _("%(field)s, block %(position)d (%(kind)s)") % said


def _spot(content: Content, leaf: Leaf) -> str:
    if not isinstance(content.block, blocks.BaseStreamBlock) or not leaf.path:
        return content.name
    return f"{content.name}:{leaf.path[0]}:{content.value[leaf.path[0]]['type']}"


def _leaves(content: Content) -> Iterator[Leaf]:
    if content.block is not None:
        yield from leaves(content.block, content.value)


def _of_field(content: Content, gone: frozenset[Target]) -> Iterator[Finding]:
    if content.is_alternative:
        place = spot_label(content.name, str(content.label), None)
        yield from (Finding(content.name, (), place, message, True) for message in _of_alternative(content.value))
    level = content.level
    for leaf in _leaves(content):
        place = spot_label(_spot(content, leaf), str(content.label), content.block)

        def found(message: str, is_refused: bool, leaf: Leaf = leaf, place: str = place) -> Finding:
            return Finding(content.name, leaf.path, place, message, is_refused)

        if _draws_heading(leaf, gone):
            level = 2
        if isinstance(leaf.around, FormBlock):
            yield from _of_form(leaf, gone, found)
            continue
        for link in _links(leaf):
            yield from _of_link(link, gone, found)
        if isinstance(leaf.block, blocks.RichTextBlock):
            text = read(leaf.value or "")
            skipped, level = _skipped(text, level)
            yield from (found(message, True) for message in skipped)
            yield from (found(message, False) for message in _advice(text))
        elif _is_heading(leaf):
            level = 2
            yield from (found(message, False) for message in _shouting(str(leaf.value or "")))
        else:
            yield from (found(message, refused) for message, refused in _of_leaf(leaf))


def _draws_heading(leaf: Leaf, gone: frozenset[Target]) -> bool:
    """Whether a heading of the second level is drawn for ``leaf`` that is written elsewhere: the name of a form or of a service."""
    if isinstance(leaf.around, FormBlock):
        return bool(leaf.value) and Target("form", str(leaf.value)) not in gone
    return isinstance(leaf.around, ServiceBlock) and leaf.value in dict(service_choices())


def _is_heading(leaf: Leaf) -> bool:
    return isinstance(leaf.around, WITH_HEADING) and leaf.path[-1] == "title"


def _links(leaf: Leaf) -> list[Link]:
    value = leaf.value
    if isinstance(leaf.block, blocks.RichTextBlock):
        return read(value or "").links
    if isinstance(leaf.block, blocks.PageChooserBlock):
        return [Link("page", str(value), " ")] if value else []
    if isinstance(leaf.block, DocumentChooserBlock):
        return [Link("document", str(value), " ")] if value else []
    if isinstance(leaf.block, blocks.URLBlock):
        return [Link("address", str(value), " ")] if value else []
    return []


Found = Callable[[str, bool], Finding]


def _of_link(link: Link, gone: frozenset[Target], found: Found) -> Iterator[Finding]:
    said = link.text.strip(_AROUND).lower()
    if not link.text:
        yield found(_("A link has no words. Write where it leads, or remove it."), True)
    elif said in SAYS_NOTHING:
        yield found(_("A link says only “%(text)s”. Write what people find there.") % {"text": link.text}, True)
    elif said.startswith(("http://", "https://", "www.")):
        yield found(_("A link shows its address. Write what people find there: “%(text)s”.") % {"text": link.text[:80]}, False)
    if Target(link.kind, link.target) in gone:
        what = link.text.strip() or _("chosen here")
        if link.kind == "document":
            yield found(_("The document that a link leads to (%(text)s) is no longer there.") % {"text": what}, True)
        else:
            yield found(_("The page that a link leads to (%(text)s) is gone or not published.") % {"text": what}, True)


def _of_form(leaf: Leaf, gone: frozenset[Target], found: Found) -> Iterator[Finding]:
    if not leaf.value or Target("form", str(leaf.value)) in gone:
        yield found(
            _("Visitors do not see the form here: it is gone, not published, or in another language. Choose one of this page’s."), True
        )


def _skipped(text: Text, level: int) -> tuple[list[str], int]:
    """What is to be said of headings that skip a level, and the level of the last one."""
    said = []
    for part in text.parts:
        if part.level and part.text:
            if part.level > level + 1:
                wanted = {"text": part.text[:80], "wanted": level + 1}
                said.append(_("The heading “%(text)s” skips a level. Make it a heading of level %(wanted)d.") % wanted)
            level = part.level
    return said, level


def _advice(text: Text) -> Iterator[str]:
    for part in text.parts:
        if part.level and not part.text:
            yield _("A heading is empty. Remove it.")
        if len(part.text.split()) > LONGEST_PARAGRAPH:
            yield _("A paragraph of more than %(most)d words is hard to read on a phone. Divide it: “%(start)s…”") % {
                "most": LONGEST_PARAGRAPH,
                "start": part.text[:60],
            }
        yield from _shouting(part.text)


def _shouting(text: str) -> Iterator[str]:
    if len(re.findall(r"[^\W\d_]", text)) >= SHOUTED and text.isupper():
        yield _("Words all in capitals are hard to read, and some screen readers spell them: “%(text)s”.") % {"text": text[:60]}


def _of_leaf(leaf: Leaf) -> Iterator[tuple[str, bool]]:
    """What is wrong with what is neither text nor heading, and whether it is refused."""
    value = leaf.value
    if isinstance(leaf.around, PictureBlock) and leaf.path[-1] == "alt":
        yield from ((message, True) for message in _of_alternative(value))
    elif isinstance(leaf.around, CallToActionBlock) and leaf.path[-1] == "label":
        if str(value or "").strip(_AROUND).lower() in SAYS_NOTHING:
            yield _("The button says only “%(text)s”. Write what it does.") % {"text": value}, True
    elif isinstance(leaf.around, VideoBlock) and leaf.path[-1] == "text":
        if not str(value or "").strip():
            yield _("The video has no words beside it. Write what is said, for those who cannot hear or load it."), False
    elif isinstance(leaf.block, TypedTableBlock):
        yield from ((message, False) for message in _of_table(value or {}))


def _of_alternative(value: Any) -> Iterator[str]:
    """What is wrong with the words for those who do not see a picture."""
    said = str(value or "").strip()
    if not said:
        yield _("Say what the picture shows.")
    elif FILE_NAME.search(said):
        yield _("“%(text)s” is the name of a file. Say what the picture shows.") % {"text": said}


def _of_table(value: dict[str, Any]) -> Iterator[str]:
    if any(not str(column.get("heading") or "").strip() for column in value.get("columns", ())):
        yield _("A column of the table has no heading.")
