"""Work on answers outside a request."""

from huduma.platform.jobs.job import job

from . import actions


@job(atomic=False)
def erase_due() -> None:
    """Erase what was kept for as long as its senders were told."""
    actions.erase_due(by=None)
