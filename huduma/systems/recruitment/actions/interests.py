"""Who judges nobody of a vacancy: whoever declared a conflict of interest, and whoever applied, declared or not."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from huduma.platform.audit.actions import record
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Application, Interest, PanelMember, Proposal, Vacancy


def has_applied(*, vacancy: int, officer: Any) -> bool:
    """Whether ``officer`` has an application, also one taken back, for the vacancy with this primary key."""
    with whole_nation():  # the vacancy may be another institution's than the officer's
        return bool(Application.objects.filter(vacancy=vacancy, seeker__person=officer).exists())


def who_applied(*, vacancy: int, officers: Iterable[int]) -> set[int]:
    """Those of ``officers``, by primary key, of whom ``has_applied`` holds."""
    with whole_nation():
        own = Application.objects.filter(vacancy=vacancy, seeker__person__in=list(officers))
        return set(own.values_list("seeker__person", flat=True))


def declared_by(*, vacancy: int, officer: Any) -> Interest | None:
    """What ``officer`` has declared for the vacancy with this primary key, and holds: a conflict, also after none was declared."""
    return Interest.objects.filter(vacancy=vacancy, officer=officer).order_by("-conflicted").first()


def may_declare(*, vacancy: int, officer: Any, conflicted: bool) -> bool:
    """Whether ``officer`` may still declare this: anything once, and a conflict also after having declared none."""
    declared = declared_by(vacancy=vacancy, officer=officer)
    return declared is None or (conflicted and not declared.conflicted)


@transaction.atomic
def declare(*, vacancy: Vacancy, conflicted: bool, text: str, by: Any) -> Interest:
    """Write a declaration down, beside an earlier one. The caller asks ``may_declare`` first.

    With a conflict ``by`` leaves every panel of ``vacancy`` on which their sheet is not locked, and what they proposed and nobody has
    confirmed is taken back.
    """
    interest = Interest.objects.create(vacancy=vacancy, officer=by, conflicted=conflicted, text=text)
    data = {"conflicted": conflicted, **({"taken_back": _withdraw_from(vacancy, by)} if conflicted else {})}
    record(subject=vacancy, verb="recruitment.declare_interest", by=by, data=data, decision=True)
    return interest


def _withdraw_from(vacancy: Vacancy, officer: Any) -> list[int]:
    """Undo what ``officer`` has a part in as far as it is not done; returns the applications of whose proposals that is so."""
    PanelMember.objects.filter(panel__stage__vacancy=vacancy, officer=officer, sheet__locked_at__isnull=True).delete()
    waiting = Proposal.objects.filter(application__vacancy=vacancy, by=officer, confirmed_by=None, undone_at=None)
    keys = list(waiting.order_by("application").values_list("application", flat=True))
    waiting.update(undone_at=Now())
    return keys


def who_has_conflict(*, vacancy: int, officers: Iterable[int]) -> set[int]:
    """Those of ``officers``, by primary key, who declared a conflict for the vacancy with this primary key."""
    found = Interest.objects.filter(vacancy=vacancy, officer__in=list(officers), conflicted=True)
    return set(found.values_list("officer", flat=True))


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
