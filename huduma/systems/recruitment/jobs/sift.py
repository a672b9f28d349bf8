"""Sifting outside a request."""

from datetime import timedelta

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.job import job
from huduma.platform.jobs.models import database_now
from huduma.systems.recruitment.actions import counting, sifting

_LOOK_BACK = timedelta(days=3)  # a night that was missed is made good by the next


@job(atomic=False)
def carry_on(work: int) -> None:
    """Do what is left of a long-list, or of proposals and confirmations in bulk."""
    with whole_nation():
        sifting.carry_on(work=work)


@job(atomic=False)
def count_stage_times() -> None:
    """Count how long each step took, for the vacancies in which something happened lately."""
    with whole_nation():
        counting.count_all_stage_times(by=None, since=database_now() - _LOOK_BACK)
