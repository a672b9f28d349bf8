"""Experience: years of work, in certain occupations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huduma.systems.recruitment.codes import OCCUPATIONS

from .criterion import Criterion, Finding, Profile, day, entries, whole_number, words

_FOUR_YEARS = 4 * 365 + 1  # days


@dataclass(frozen=True)
class Experience(Criterion):
    """``years`` of work at least, in one of ``occupations`` (ISCO-08, any length: "25" holds "2512"); in any where none is named.

    Two posts at the same time count once. The first day and the last one count; a post that goes on counts until the day of judging, and
    what lies after that day does not count.
    """

    years: int
    occupations: tuple[str, ...] = ()

    kind = "experience"
    section = "experience"
    by_day = True

    def judge(self, profile: Profile, on: date) -> Finding:
        posts = [post for post in entries(profile, "experience") if self._is_in_occupations(post)]
        days = _days_of_work(posts, on)
        datum = {"days": days, "posts": len(posts)} if posts else None
        return self._found(4 * days >= self.years * _FOUR_YEARS, datum)

    def _is_in_occupations(self, post: Mapping[str, Any]) -> bool:
        return not self.occupations or str(post.get("occupation", "")).startswith(self.occupations)

    def wrong(self) -> str:
        if not whole_number(self.years, 1, 60):
            return "years"
        return "" if words(self.occupations) and all(OCCUPATIONS.nearest(code) for code in self.occupations) else "occupations"

    def __str__(self) -> str:
        said = ngettext("Experience: %(years)s year or more", "Experience: %(years)s years or more", self.years) % {"years": self.years}
        if not self.occupations:
            return said
        named = ", ".join(str(OCCUPATIONS.nearest(code)) for code in self.occupations)
        return _("%(experience)s, as: %(occupations)s") % {"experience": said, "occupations": named}

    def tell(self, datum: Any) -> str:
        years, rest = divmod(4 * datum["days"], _FOUR_YEARS)
        return _("%(years)s years and %(months)s months of such work") % {"years": years, "months": rest * 12 // _FOUR_YEARS}


def years_of_work(profile: Profile, on: date) -> int:
    """Whole years of work in ``profile`` until the day ``on``, in whatever occupation."""
    return 4 * _days_of_work(entries(profile, "experience"), on) // _FOUR_YEARS


def _days_of_work(posts: list[Mapping[str, Any]], on: date) -> int:
    """How many days until ``on`` lie in at least one of ``posts``."""
    spans = []
    for post in posts:
        first, last = day(post.get("from")), min(day(post.get("to")) or on, on)
        if first and first <= last and (post.get("to") is None or day(post["to"])):
            spans.append((first.toordinal(), last.toordinal()))
    worked, counted_to = 0, 0
    for first_day, last_day in sorted(spans):
        worked += max(0, last_day - max(first_day - 1, counted_to))
        counted_to = max(counted_to, last_day)
    return worked
