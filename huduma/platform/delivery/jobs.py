"""Delivery's work outside a request."""

from huduma.platform.jobs.job import job

from . import view_counts


@job(atomic=False)
def sum_up_views() -> None:
    """Sum up the views of pages by month where nobody asks for days any more; every month is a transaction of its own."""
    view_counts.sum_up_views()
