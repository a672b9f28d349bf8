"""Whoever applied for a vacancy has an interest in it, declared or not: they judge nobody there."""

from collections.abc import Iterable
from typing import Any

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Application


def has_applied(*, vacancy: int, officer: Any) -> bool:
    """Whether ``officer`` has an application, also one taken back, for the vacancy with this primary key."""
    with whole_nation():  # the vacancy may be another institution's than the officer's
        return bool(Application.objects.filter(vacancy=vacancy, seeker__person=officer).exists())


def who_applied(*, vacancy: int, officers: Iterable[int]) -> set[int]:
    """Those of ``officers``, by primary key, of whom ``has_applied`` holds."""
    with whole_nation():
        own = Application.objects.filter(vacancy=vacancy, seeker__person__in=list(officers))
        return set(own.values_list("seeker__person", flat=True))
