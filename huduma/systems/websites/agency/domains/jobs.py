"""Work on domain names outside a request."""

from huduma.platform.jobs.job import job

from . import actions


@job(atomic=False, attempts=3)  # a name that could not be looked up is due again within the hour
def check_domain(domain: int) -> None:
    """Look for the proof of the name with this primary key."""
    actions.check_domain(domain=domain, by=None)
