"""Work on what visitors left."""

from huduma.platform.jobs.job import job

from . import actions


@job()
def forget_old_comments() -> None:
    """Forget comments of readers that have been kept long enough."""
    actions.forget_old_comments()
