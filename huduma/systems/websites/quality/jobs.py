"""Looking after content outside a request."""

from huduma.platform.institutions.models import Institution
from huduma.platform.jobs.job import job
from huduma.systems.websites.actions import links, reviews


@job(atomic=False, priority=-50)  # reading a large site takes a while
def check_links(institution: int) -> None:
    """Look at the links of the site of the institution with this primary key."""
    links.check_links(institution=Institution.objects.get(pk=institution), by=None)


@job(atomic=False, priority=-60, attempts=1)  # the next round asks what this one did not
def check_outside_links() -> None:
    """Ask the websites outside to which pages link."""
    links.check_outside_links(by=None)


@job(atomic=False)  # each institution is a transaction of its own
def send_review_reminders() -> None:
    """Remind whoever keeps pages of those that are to be looked at."""
    reviews.send_reminders(by=None)
