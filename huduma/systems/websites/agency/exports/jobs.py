"""Work on archives outside a request."""

from huduma.platform.jobs.job import job

from . import actions


@job(atomic=False, priority=-20)  # minutes for a large site: after what visitors wait for
def make_export(export: int) -> None:
    """Make the archive with this primary key."""
    actions.make_export(export=export, by=None)


@job()
def discard_export(export: int) -> None:
    """Remove the archive with this primary key from the storage."""
    actions.discard_export(export=export, by=None)
