"""For those who work in the office: roles, what comes due, and what is counted of their work."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.notice import Notice, notices
from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.platform.jobs.sweep import Sweep, sweeps
from huduma.systems.recruitment.actions.telling_officers import OF_REQUISITION, OF_VACANCY
from huduma.systems.recruitment.actions.vacancies import TO_PUBLISH
from huduma.systems.recruitment.jobs import officers as jobs
from huduma.systems.recruitment.models import Requisition, Vacancy

roles.add(
    Role(
        key="recruitment.officer",
        label=_("Recruitment officer of an institution"),
        permissions=(
            *("recruitment.view_requisition", "recruitment.add_requisition", "recruitment.change_requisition"),
            "recruitment.view_vacancy",
            *("recruitment.view_offer", "recruitment.change_offer"),  # who has reported to duty
        ),
    )
)
roles.add(
    Role(
        key="recruitment.secretariat",
        label=_("Officer of the recruitment secretariat"),
        permissions=(
            *("recruitment.view_requisition", "recruitment.decide_requisition"),
            *("recruitment.view_vacancy", "recruitment.add_vacancy", "recruitment.change_vacancy"),
            *("recruitment.sift_vacancy", "recruitment.interview_vacancy"),
            *("recruitment.view_application", "recruitment.change_application"),
            "recruitment.view_offer",
            *("recruitment.view_centre", "recruitment.add_centre", "recruitment.change_centre"),
        ),
        national=True,
    )
)
roles.add(
    Role(
        key="recruitment.approver",
        label=_("Approver of vacancies"),
        permissions=("recruitment.view_requisition", "recruitment.view_vacancy", "recruitment.approve_vacancy"),
        national=True,
    )
)
roles.add(
    Role(
        key="recruitment.panel",
        label=_("Member of an interview panel"),
        permissions=("recruitment.score_scoresheet",),
    )
)

notices.add(Notice(OF_REQUISITION["approve"], _("A requisition was approved"), ("email",)))
notices.add(Notice(OF_REQUISITION["return"], _("A requisition was given back"), ("email",)))
notices.add(Notice(OF_REQUISITION["cancel"], _("A requisition was cancelled"), ("email",)))
notices.add(Notice(OF_VACANCY["approve"], _("A vacancy was approved"), ("email",)))
notices.add(Notice(OF_VACANCY["return"], _("A vacancy was given back to its writer"), ("email",)))

sweeps.add(Sweep(TO_PUBLISH, _("Vacancies to be published"), owed=lambda: Vacancy.objects.to_publish(), job=jobs.publish_vacancy))
sweeps.add(Sweep("recruitment.to_close", _("Vacancies to be closed"), owed=lambda: Vacancy.objects.to_close(), job=jobs.close_vacancy))
schedules.add(
    Schedule(
        "recruitment.archive",
        _("Archive vacancies that were decided long ago"),
        job=jobs.archive_vacancies,
        every=timedelta(days=1),
        offset=timedelta(hours=3, minutes=20),
    )
)


def _waiting() -> int:
    with whole_nation():
        return Requisition.objects.waiting().count()  # type: ignore[no-any-return]


figures.add(
    Figure(
        "recruitment.requisitions_waiting",
        _("Requisitions that wait for approval"),
        definition=_("Requests of institutions to fill posts that were sent to the recruitment secretariat and are not decided yet."),
        unit=_("requisitions"),
        count=_waiting,
    )
)
