"""What is counted of applications: how many came how far, from where, and how long each step took."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.states import APPLICATION, ApplicationState

from .application import Application
from .counting import StageTime
from .seeker import Sex
from .suppression import SMALLEST, Table, suppress
from .vacancy import Vacancy

_A = ApplicationState
_APPOINTED: set[str] = {_A.APPOINTED}
_PLACED: set[str] = {*_APPOINTED, _A.PLACED, _A.ACCEPTED, _A.DECLINED, _A.LAPSED, _A.REVOKED}
_MARKED: set[str] = {*_PLACED, _A.SCORED, _A.RECOMMENDED, _A.RESERVE, _A.UNSUCCESSFUL}
_CALLED: set[str] = {*_MARKED, _A.CALLED, _A.ATTENDED, _A.ABSENT}
_SHORTLISTED: set[str] = {*_CALLED, _A.SHORTLISTED}
_ELIGIBLE: set[str] = {*_SHORTLISTED, _A.ELIGIBLE, _A.NOT_SHORTLISTED}
# How far applications came, and the states of those that came so far.
REACHED: dict[str, tuple[Any, set[str]]] = {
    "received": (_("Applications received"), {*_ELIGIBLE, _A.SUBMITTED, _A.INELIGIBLE}),
    "eligible": (_("Meet the criteria"), _ELIGIBLE),
    "shortlisted": (_("Shortlisted"), _SHORTLISTED),
    "called": (_("Called for interview"), _CALLED),
    "marked": (_("Marked at an interview"), _MARKED),
    "placed": (_("Offered a post"), _PLACED),
    "appointed": (_("Appointed"), _APPOINTED),
}
SEXES = (*((sex.value, sex.label) for sex in Sex), ("", pgettext_lazy("sex", "Not said")))


@dataclass(frozen=True)
class Took:
    """How long applications stood in a state: how many did, and the middle of their whole days; ``None`` where they are too few to say."""

    label: Any
    applications: int
    median: float | None


class Funnel:
    """The applications of ``vacancy``, or of the nation, counted once by state, region and sex."""

    def __init__(self, vacancy: Vacancy | None = None) -> None:
        rows: Any = Application.objects.exclude(state=_A.DRAFT)
        rows = rows.filter(vacancy=vacancy) if vacancy else rows
        self._counts = list(rows.order_by().values_list("state", "region", "sex").annotate(n=Count("pk")))
        self._vacancy = vacancy

    def steps(self) -> list[tuple[Any, int]]:
        """How many came how far."""
        by_state = self._by_state()
        return [(label, sum(by_state[state] for state in states)) for label, states in REACHED.values()]

    def states(self) -> list[tuple[Any, int]]:
        """How many stand in each state, in the order of the table of states; those that nobody is in are left out."""
        by_state = self._by_state()
        return [(_A(state).label, by_state[state]) for state in APPLICATION.states.values if by_state[state]]

    def _by_state(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for state, _region, _sex, n in self._counts:
            found[state] += n
        return found

    def by_region_and_sex(self, reached: str) -> tuple[list[Any], Table]:
        """The regions, and a table of those who came as far as ``reached`` with a row for each and a column for each of ``SEXES``."""
        states = REACHED[reached][1]
        counts: Counter[tuple[Any, str]] = Counter()
        for state, region, sex, n in self._counts:
            if state in states:
                counts[region, sex] += n
        present = {region for region, _sex in counts}
        regions: list[Any] = list(Institution.objects.filter(pk__in=[pk for pk in present if pk]).order_by("name_sw"))
        keys = [region.pk for region in regions]
        if None in present:
            regions, keys = [*regions, None], [*keys, None]
        return regions, suppress([[counts[key, sex] for sex, _label in SEXES] for key in keys])

    def took(self) -> list[Took]:
        """How long each step took, for the states that applications have left."""
        rows = StageTime.objects.filter(vacancy=self._vacancy) if self._vacancy else StageTime.objects.all()
        by_state: dict[str, list[tuple[int, int]]] = {}
        for state, days, n in rows.order_by("state", "days").values_list("state", "days").annotate(n=Sum("applications")):
            by_state.setdefault(state, []).append((days, n))
        return [
            Took(_A(state).label, sum(n for _days, n in by_state[state]), _median(by_state[state]))
            for state in APPLICATION.states.values
            if state in by_state
        ]


def _median(counted: Iterable[tuple[int, int]]) -> float | None:
    """The middle of ``counted``, pairs of days and how many took them, in order; ``None`` for fewer than may be told of."""
    pairs = list(counted)
    total = sum(n for _days, n in pairs)
    if total < SMALLEST:
        return None
    return (_nth(pairs, (total - 1) // 2) + _nth(pairs, total // 2)) / 2


def _nth(pairs: list[tuple[int, int]], place: int) -> int:
    for days, n in pairs:
        if place < n:
            return days
        place -= n
    raise IndexError(place)


def by_state(vacancies: Iterable[int]) -> dict[int, Counter[str]]:
    """How many applications of each of ``vacancies`` stand in each state; one query for all."""
    found: dict[int, Counter[str]] = {pk: Counter() for pk in vacancies}
    rows = Application.objects.filter(vacancy__in=list(found)).order_by().values_list("vacancy", "state").annotate(n=Count("pk"))
    for vacancy, state, n in rows:
        found[vacancy][state] = n
    return found
