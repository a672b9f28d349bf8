"""How a list is filtered: by kind, state or time, and by year. Every choice has an address of its own and is drawn like any other page.

An address is ``<list>/<word>/<choice>/``, and with a year ``<list>/<word>/<choice>/<year>/``: pages in a list have none below them, so no
page can ever want the same address, whatever its editor calls it.
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


class Choice(NamedTuple):
    """A facet's key and a year; either may be empty."""

    facet: str
    year: int


EVERYTHING = Choice("", 0)


class Filter:
    """A list in one language with its items sorted by all that can be chosen; only what has an item can be."""

    def __init__(self, here: str, language: str, facets: Facets | None, years_title: str | Promise) -> None:
        self._here, self._language, self._facets, self._years_title = here, language, facets, years_title
        self._items: dict[Choice, list[Listed]] = defaultdict(list)

    def add(self, item: Listed, facet: str, year: int) -> None:
        """Put ``item`` wherever it belongs."""
        for choice in {EVERYTHING, Choice("", year), Choice(facet, 0), Choice(facet, year)}:
            self._items[choice].append(item)

    def chosen(self) -> Iterator[tuple[Choice, Sequence[Listed]]]:
        """Every choice that narrows the list, with what is left."""
        for choice, items in self._items.items():
            if choice != EVERYTHING:
                yield choice, items

    def address(self, choice: Choice) -> str:
        """Where the list so narrowed is."""
        path = self._here
        if choice.facet and self._facets:
            path += f"{self._facets.words[self._language]}/{self._facets.each[choice.facet].slugs[self._language]}/"
        return path + (f"{choice.year}/" if choice.year else "")

    def label(self, choice: Choice) -> str | Promise:
        """What readers call the facet of ``choice``; empty where it has none."""
        return self._facets.each[choice.facet].label if choice.facet and self._facets else ""

    def rows(self, current: Choice) -> list[dict[str, Any]]:
        """What can be chosen where ``current`` is, a row of facets and one of years: ``{title, choices: [{label, url, current}]}``."""
        facets = [Choice(key, current.year) for key in (self._facets.each if self._facets else ())]
        years = [Choice(current.facet, year) for year in sorted({choice.year for choice in self._items if choice.year}, reverse=True)]
        found = []
        for title, choices, everything in (
            (self._facets.title if self._facets else "", facets, Choice("", current.year)),
            (self._years_title, years, Choice(current.facet, 0)),
        ):
            there = [choice for choice in choices if choice in self._items]
            if there:
                shown = [(choice, self.label(choice) if choices is facets else str(choice.year)) for choice in there]
                found.append({"title": title, "choices": [self._link(*one, current) for one in ((everything, _("All")), *shown)]})
        return found

    def _link(self, choice: Choice, label: str | Promise, current: Choice) -> dict[str, Any]:
        return {"label": label, "url": self.address(choice), "current": choice == current}
