"""Work on websites outside a request."""

from django.core.management import call_command

from huduma.platform.institutions.models import Institution
from huduma.platform.jobs.job import job

from . import actions
from .models import SitePage


@job()
def make_site(institution: int) -> None:
    """Make the site that is owed to the institution with this primary key."""
    actions.make_site(institution=Institution.objects.get(pk=institution), by=None)


@job()
def redraw_site(institution: int) -> None:
    """Bring the site of the institution with this primary key in step with the register."""
    actions.redraw_site(institution=Institution.objects.get(pk=institution), by=None)


@job()
def redraw_due(page: int) -> None:
    """Draw anew the page with this primary key, whose hour has come: a tender has closed, an event is over."""
    found = SitePage.objects.filter(pk=page).specific().first()
    if found is not None:
        actions.redraw_due(page=found)


@job(atomic=False, priority=40)  # an hour that was promised goes before sites that are still to be made
def publish_scheduled() -> None:
    """Publish and unpublish what is due; every page is a transaction of its own."""
    call_command("publish_scheduled")
