"""Forgetting what is no longer needed."""

from huduma.platform.jobs.job import job

from . import actions


@job()
def forget() -> None:
    """Remove unfinished sign-ups, old counts of tries, and sessions that ran out."""
    actions.forget_what_is_over()
