"""Who judges nobody of a vacancy: whoever declared a conflict of interest, and whoever applied, declared or not."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Application, Interest, Vacancy


def has_applied(*, vacancy: int, officer: Any) -> bool:
    """Whether ``officer`` has an application, also one taken back, for the vacancy with this primary key."""
    with whole_nation():  # the vacancy may be another institution's than the officer's
        return bool(Application.objects.filter(vacancy=vacancy, seeker__person=officer).exists())


def who_applied(*, vacancy: int, officers: Iterable[int]) -> set[int]:
    """Those of ``officers``, by primary key, of whom ``has_applied`` holds."""
    with whole_nation():
        own = Application.objects.filter(vacancy=vacancy, seeker__person__in=list(officers))
        return set(own.values_list("seeker__person", flat=True))


def kept_from(officer: Any) -> QuerySet[Vacancy]:
    """The vacancies of which ``officer`` judges nobody: a conflict is declared, or they have applied. To be used inside of a query."""
    conflicts = Interest.objects.filter(officer=officer, conflicted=True).values("vacancy")
    with whole_nation():
        applied = Application.objects.filter(seeker__person=officer).values("vacancy")
        return Vacancy.objects.filter(Q(pk__in=conflicts) | Q(pk__in=applied)).values("pk")  # type: ignore[no-any-return]


def judged_by(officer: Any) -> QuerySet[Vacancy]:
    """The vacancies for which ``officer`` has declared to have no conflict, and from which nothing keeps them. As above."""
    declared = Interest.objects.filter(officer=officer, conflicted=False).values("vacancy")
    with whole_nation():
        return Vacancy.objects.filter(pk__in=declared).exclude(pk__in=kept_from(officer)).values("pk")  # type: ignore[no-any-return]
