"""Telling applicants, and erasing what they sent long ago, outside a request."""

from huduma.platform.jobs.job import job
from huduma.systems.recruitment.actions import retention, telling


@job(atomic=False)
def tell_owed() -> None:
    """Tell applicants what became of their applications since the last time, and of the vacancies that they applied for."""
    telling.tell_owed()
    telling.tell_withdrawn()


@job(atomic=False)
def erase_due() -> None:
    """Erase what was kept for as long as its senders were told."""
    retention.erase_due(by=None)
