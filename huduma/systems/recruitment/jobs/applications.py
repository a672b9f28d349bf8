"""Telling applicants, outside a request."""

from huduma.platform.jobs.job import job
from huduma.systems.recruitment.actions import telling


@job(atomic=False)
def tell_owed() -> None:
    """Tell applicants what became of their applications since the last time, and of the vacancies that they applied for."""
    telling.tell_owed()
    telling.tell_withdrawn()
