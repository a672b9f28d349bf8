"""Work on invitations outside a request."""

from huduma.platform.jobs.job import job

from . import actions


@job()
def forget_old_invitations() -> None:
    """Forget invitations that nobody accepted, some time after they ran out."""
    actions.forget_old_invitations()
