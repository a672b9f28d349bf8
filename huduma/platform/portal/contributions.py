"""What the portal adds to its own surfaces: the register to be searched, the service that finds in it, and the work that this owes."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.listing import Listing, listings
from huduma.platform.contributions.service import Service, services
from huduma.platform.institutions.dialogues import find
from huduma.platform.institutions.models import Institution
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.platform.jobs.sweep import Sweep, sweeps
from huduma.platform.portal import jobs, register

services.add(
    Service(
        key="institutions.find",
        title=_("Find an institution"),
        description=_("Phone, e-mail, address and website of every public institution."),
        url=lambda: reverse("portal:institutions"),
        dialogue=find,
        keyword="TAASISI",
        icon="building",
    )
)
listings.add(
    Listing(key=register.LISTING, label=_("Institutions"), records=lambda: Institution.objects.active(), describe=register.describe)
)
sweeps.add(
    Sweep("portal.register", _("Changes of the register to be found by search"), owed=register.out_of_step, job=jobs.index_institution)
)
schedules.add(Schedule("portal.figures", _("Count the figures"), job=jobs.count_figures, every=timedelta(minutes=5)))
schedules.add(
    Schedule(
        "portal.sessions",
        _("Forget finished dialogues"),
        job=jobs.forget_sessions,
        every=timedelta(days=1),
        offset=timedelta(hours=3, minutes=20),
    )
)
