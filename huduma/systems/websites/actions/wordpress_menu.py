"""The menus of an earlier website: which pages they name on their first level, in which order, and what they call them."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from django.utils.translation import gettext as _

from huduma.systems.websites.rendering.richtext import plain
from huduma.systems.websites.wordpress import facts
from huduma.systems.websites.wordpress.reader import Item

BLOCKS = "wp_navigation"  # the kind of items that hold a whole menu, as themes made of blocks have it
PAGE_LIST = "page-list"  # a block that lists all pages
_NOTHING = {"", "0"}  # how WordPress says that nothing is above
_BLOCK = re.compile(r"<!--\s+(/?)wp:(navigation-link|navigation-submenu|page-list)\s+(\{[^>]*\}\s+)?(/?)-->")


class MenuEntry(NamedTuple):
    """Where a page stands in the menu, and what it is called there; ``label`` is empty where that is its title."""

    place: int
    label: str


class Named(NamedTuple):
    """An entry as ``item`` has it: the words, the kind and the number of what it leads to, and where that is."""

    item: Item
    label: str
    kind: str
    number: str
    address: str
    is_below: bool  # another entry

    @property
    def target(self) -> str:
        """What it leads to, for the report."""
        return self.address or " ".join(filter(None, (self.kind, self.number)))


def read_menus(items: Iterable[Item], pages: Set[str]) -> tuple[dict[str, MenuEntry], list[tuple[Named, str]]]:
    """What menus say of ``pages`` (numbers of those that nothing stands above), by number; and their other entries, with the reason.

    Where there are several menus the largest comes first: which one stood at the top of the website its export does not say.
    """
    found: dict[str, MenuEntry] = {}
    others: list[tuple[Named, str]] = []
    for menu in sorted(_menus(items), key=len, reverse=True):
        for entry in menu:
            if entry.is_below:
                reason = _("Menus here have one level, and this entry stands below another one; it leads to %(where)s.")
            elif entry.kind == "page" and entry.number in pages:
                found.setdefault(entry.number, MenuEntry(len(found), entry.label))
                continue
            elif entry.kind == PAGE_LIST:
                reason = _("A menu listed all pages by itself. Choose in the editor which of them are shown.")
            else:
                reason = _("Menus here show the pages of the first level; this entry leads to %(where)s.")
            others.append((entry, reason % {"where": entry.target}))
    return found, others


def _menus(items: Iterable[Item]) -> list[list[Named]]:
    """The entries of each menu, in their order."""
    menus: dict[str, list[Item]] = defaultdict(list)
    whole: list[list[Named]] = []
    for item in items:
        if item.kind == BLOCKS:
            whole.append(list(_in_blocks(item)))
        else:
            menus[next((slug for domain, slug, _name in item.terms if domain == "nav_menu"), "")].append(item)
    return [[_entry(item) for item in sorted(menu, key=lambda item: item.order)] for menu in menus.values()] + whole


def _entry(item: Item) -> Named:
    kind, number, above, address = (item.meta.get(f"_menu_item_{name}", "") for name in ("object", "object_id", "menu_item_parent", "url"))
    return Named(item, facts.title_of(item), kind, number, address, above not in _NOTHING)


def _in_blocks(item: Item) -> Iterator[Named]:
    depth = 0
    for end, block, given, is_single in _BLOCK.findall(item.content):
        if end:
            depth -= 1
            continue
        said = _attributes(given)
        label, kind, number = plain(str(said.get("label", ""))), str(said.get("type", "")), str(said.get("id", ""))
        yield Named(item, label, block if block == PAGE_LIST else kind, number, str(said.get("url", "")), depth > 0)
        depth += block == "navigation-submenu" and not is_single


def _attributes(given: str) -> dict[str, object]:
    try:
        said = json.loads(given or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
