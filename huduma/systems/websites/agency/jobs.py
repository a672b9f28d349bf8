"""Work on all sites outside a request."""

from huduma.platform.jobs.job import job

from . import actions


@job(atomic=False, priority=50)  # a batch of sites is a transaction of its own; a warning goes before whatever else waits
def carry_out_notice(notice: int) -> None:
    """Show the notice with this primary key on its sites, or take it off them."""
    actions.carry_out_notice(notice=notice, by=None)
