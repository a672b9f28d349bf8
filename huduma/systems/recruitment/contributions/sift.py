"""What sifting owes, what comes due, and the figures of recruitment."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.platform.jobs.sweep import Sweep, sweeps
from huduma.systems.recruitment.actions.longlist import OWED_SIFTS
from huduma.systems.recruitment.jobs import sift
from huduma.systems.recruitment.models import Application, SiftWork
from huduma.systems.recruitment.states import ApplicationState

sweeps.add(Sweep(OWED_SIFTS, _("Long-lists and shortlists to be made"), owed=lambda: SiftWork.objects.owed(), job=sift.carry_on))
schedules.add(
    Schedule(
        "recruitment.stage_times",
        _("Count how long each step of recruitment took"),
        job=sift.count_stage_times,
        every=timedelta(days=1),
        offset=timedelta(hours=2, minutes=50),
    )
)


def _applications() -> int:
    with whole_nation():
        return Application.objects.exclude(state=ApplicationState.DRAFT).count()  # type: ignore[no-any-return]


def _placements() -> int:
    with whole_nation():
        return Application.objects.filter(state=ApplicationState.APPOINTED).count()  # type: ignore[no-any-return]


figures.add(
    Figure(
        "recruitment.applications",
        _("Job applications received"),
        definition=_(
            "Applications sent for vacancies in the public service since the platform began, also those taken back or erased since."
        ),
        unit=_("applications"),
        count=_applications,
    )
)
figures.add(
    Figure(
        "recruitment.placements",
        _("People placed in the public service"),
        definition=_("Applicants who accepted an offer and reported to duty since the platform began."),
        unit=_("people"),
        count=_placements,
    )
)
