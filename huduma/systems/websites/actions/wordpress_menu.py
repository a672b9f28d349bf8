"""The menus of an earlier website: which pages they name on their first level, in which order, and what they call them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from django.utils.translation import gettext as _

from huduma.systems.websites.wordpress import facts
from huduma.systems.websites.wordpress.reader import Item

_NOTHING = {"", "0"}  # how WordPress says that nothing is above


class MenuEntry(NamedTuple):
    """Where a page stands in the menu, and what it is called there; ``label`` is empty where that is its title."""

    place: int
    label: str


def read_menus(items: Iterable[Item], pages: Set[str]) -> tuple[dict[str, MenuEntry], list[tuple[Item, str]]]:
    """What the entries ``items`` say of ``pages`` (numbers of those that nothing stands above), by number; and the entries that say nothing
    of one, with the reason.

    Where there are several menus the largest comes first: which one stood at the top of the website its export does not say.
    """
    named: dict[str, MenuEntry] = {}
    others: list[tuple[Item, str]] = []
    for item in _in_order(items):
        number, where = item.meta.get("_menu_item_object_id", ""), _target(item)
        if item.meta.get("_menu_item_menu_item_parent", "0") not in _NOTHING:
            reason = _("Menus here have one level, and this entry stands below another one; it leads to %(where)s.")
            others.append((item, reason % {"where": where}))
        elif item.meta.get("_menu_item_object") == "page" and number in pages:
            named.setdefault(number, MenuEntry(len(named), facts.title_of(item)))
        else:
            reason = _("Menus here show the pages of the first level; this entry leads to %(where)s.")
            others.append((item, reason % {"where": where}))
    return named, others


def _in_order(items: Iterable[Item]) -> Iterator[Item]:
    menus: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        menus[next((slug for domain, slug, _name in item.terms if domain == "nav_menu"), "")].append(item)
    for menu in sorted(menus.values(), key=len, reverse=True):
        yield from sorted(menu, key=lambda item: item.order)


def _target(item: Item) -> str:
    about = (item.meta.get(f"_menu_item_{name}", "") for name in ("object", "object_id"))
    return item.meta.get("_menu_item_url") or " ".join(filter(None, about))
