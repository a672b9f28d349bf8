"""How a list is filtered: by kind, state or time, and by year. Every choice has an address of its own and is drawn like any other page.

An address is ``<list>/<word>/<choice>/``, and where there is much, with a year, ``<list>/<word>/<choice>/<year>/``: pages in a list have
none below them, so no page can ever want the same address, whatever its editor calls it. What is left after a choice stands on sheets, of
which the older ones are at addresses that say what is on them, ``<list>/<year>/31-60/``: the items counted from the oldest.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .site_map import Listed


class Facet(NamedTuple):
    """One choice: what readers call it, and its part of the address in each language."""

    label: str | Promise
    slugs: Mapping[str, str]


@dataclass(frozen=True)
class Facets:
    """What a kind of list can be narrowed to. ``words`` is the part of the address before the choice, in each language."""

    title: str | Promise
    words: Mapping[str, str]
    each: Mapping[str, Facet]
    lasting: bool = False  # what moves from one choice to another by itself leaves the address there: “open tenders”, though none is


class Choice(NamedTuple):
    """A facet's key and a year; either may be empty."""

    facet: str
    year: int


class Sheet(NamedTuple):
    """One page of a narrowed list: what was chosen, and what of it stands here; ``newer`` and ``older`` are addresses, or empty."""

    choice: Choice
    items: Sequence[Listed]
    path: str
    number: int  # counted from the newest
    total: int
    newer: str
    older: str


EVERYTHING = Choice("", 0)
ENOUGH = 20  # items of one facet on one page
PER_SHEET = 30  # items; the newest sheet has up to twice as many


def parts(items: Sequence[Listed]) -> list[tuple[str, Sequence[Listed]]]:
    """``items``, newest first, on sheets, each with the end of its address.

    They are filled from the oldest item on, so that what is at an address stays there as newer items come; those that do not fill one yet
    stand with the newest full one, at the address of the list.
    """
    filled = max(len(items) // PER_SHEET - 1, 0)
    found = [("", items[: len(items) - filled * PER_SHEET])]
    for last in range(filled * PER_SHEET, 0, -PER_SHEET):
        start = len(items) - last
        found.append((f"{last - PER_SHEET + 1}-{last}/", items[start : start + PER_SHEET]))
    return found


class Filter:
    """A list in one language with its items sorted by all that can be chosen; only what has an item can be."""

    def __init__(self, here: str, language: str, facets: Facets | None, years_title: str | Promise) -> None:
        self.here, self._language, self._facets, self._years_title = here, language, facets, years_title
        self._items: dict[Choice, list[Listed]] = defaultdict(list)

    def add(self, item: Listed, facet: str, year: int) -> None:
        """Put ``item`` wherever it belongs."""
        for choice in {EVERYTHING, Choice("", year), Choice(facet, 0), Choice(facet, year)}:
            self._items[choice].append(item)

    def sheets(self) -> Iterator[Sheet]:
        """Every sheet of every choice that narrows the list."""
        for choice, items in self._chosen():
            shown = parts(items)
            paths = ["", *(self.address(choice) + end for end, _part in shown), ""]
            for number, (_end, part) in enumerate(shown, start=1):
                yield Sheet(choice, part, paths[number], number, len(shown), paths[number - 1], paths[number + 1])

    def has(self, choice: Choice) -> bool:
        """Whether the list narrowed to ``choice`` has an address."""
        lasts = self._facets is not None and self._facets.lasting and bool(self._items)
        return self._has(choice) or (lasts and bool(choice.facet) and not choice.year)

    def _chosen(self) -> Iterator[tuple[Choice, Sequence[Listed]]]:
        """Every choice that narrows the list, with what is left."""
        for choice, items in self._items.items():
            if choice != EVERYTHING and self._has(choice):
                yield choice, items
        for choice in (Choice(key, 0) for key in (self._facets.each if self._facets else ())):
            if self.has(choice) and not self._has(choice):
                yield choice, ()

    def _has(self, choice: Choice) -> bool:
        """Whether there is a page for ``choice``: a facet has its years apart only where it holds more than one looks through."""
        if choice.facet and choice.year and len(self._items.get(Choice(choice.facet, 0), ())) <= ENOUGH:
            return False
        return choice in self._items

    def address(self, choice: Choice) -> str:
        """Where the list so narrowed is."""
        path = self.here
        if choice.facet and self._facets:
            path += f"{self._facets.words[self._language]}/{self._facets.each[choice.facet].slugs[self._language]}/"
        return path + (f"{choice.year}/" if choice.year else "")

    def label(self, choice: Choice) -> str | Promise:
        """What readers call the facet of ``choice``; empty where it has none."""
        return self._facets.each[choice.facet].label if choice.facet and self._facets else ""

    def rows(self, current: Choice) -> list[dict[str, Any]]:
        """What can be chosen where ``current`` is, a row of facets and one of years: ``{title, choices: [{label, url, current}]}``."""
        keys = [key for key in (self._facets.each if self._facets else ()) if self._has(Choice(key, 0)) or key == current.facet]
        years = sorted({choice.year for choice in self._items if choice.year}, reverse=True)
        by_facet: list[tuple[Choice, str | Promise, bool]] = [(Choice("", current.year), _("All"), not current.facet)]
        by_facet += [(self._nearest(key, current.year, Choice(key, 0)), self._label(key), key == current.facet) for key in keys]
        by_year: list[tuple[Choice, str | Promise, bool]] = [(Choice(current.facet, 0), _("All"), not current.year)]
        by_year += [(self._nearest(current.facet, year, Choice("", year)), str(year), year == current.year) for year in years]
        titled = ((self._facets.title if self._facets else "", by_facet), (self._years_title, by_year))
        return [{"title": title, "choices": [self._link(*choice) for choice in choices]} for title, choices in titled if len(choices) > 1]

    def _nearest(self, facet: str, year: int, otherwise: Choice) -> Choice:
        return Choice(facet, year) if self._has(Choice(facet, year)) else otherwise

    def _label(self, key: str) -> str | Promise:
        return self.label(Choice(key, 0))

    def _link(self, choice: Choice, label: str | Promise, current: bool) -> dict[str, Any]:
        return {"label": label, "url": self.address(choice), "current": current}
