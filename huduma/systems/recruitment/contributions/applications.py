"""What an applicant meets elsewhere: the state of an application by phone, the texts that are sent; and how long what was sent is kept."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.notice import Notice, notices
from huduma.platform.contributions.service import Service, services
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.systems.recruitment.actions import telling
from huduma.systems.recruitment.jobs import applications as jobs

from .status_dialogue import status

BOTH = ("email", "sms")

services.add(
    Service(
        "recruitment.status",
        _("Job application status"),
        _("Follow your applications for posts in the public service."),
        url=lambda: reverse("recruitment:applications"),
        dialogue=status,
        keyword="OMBI",
        icon="work",
    )
)
notices.add(Notice(telling.RECEIPT, _("Receipt of a job application"), BOTH))
notices.add(Notice(telling.ELIGIBLE, _("A job application meets the criteria"), BOTH))
notices.add(Notice(telling.INELIGIBLE, _("A job application does not meet the criteria"), BOTH))
notices.add(Notice(telling.SHORTLISTED, _("An applicant was shortlisted"), BOTH))
notices.add(Notice(telling.NOT_SHORTLISTED, _("An applicant was not shortlisted"), BOTH))
notices.add(Notice(telling.UPHELD, _("An appeal of an applicant was upheld"), BOTH))
notices.add(Notice(telling.DISMISSED, _("An appeal of an applicant was dismissed"), BOTH))
notices.add(Notice(telling.UNDONE, _("A decision on the shortlist was undone"), BOTH))
notices.add(Notice(telling.CALLED, _("An applicant was called for interview"), BOTH))
notices.add(Notice(telling.OFFERED, _("An applicant was offered a post"), BOTH))
notices.add(Notice(telling.REVOKED, _("The offer of a post was revoked"), BOTH))
notices.add(Notice(telling.CHANGED, _("The state of a job application has changed"), BOTH))
notices.add(Notice(telling.WITHDRAWN, _("A vacancy that somebody applied for was withdrawn"), BOTH))
schedules.add(
    Schedule(
        telling.WHEN,
        _("Tell applicants what became of their applications"),
        job=jobs.tell_owed,
        every=timedelta(minutes=1),
        offset=timedelta(seconds=40),
    )
)
schedules.add(
    Schedule(
        "recruitment.erase_due",
        _("Erase applications that were kept long enough"),
        job=jobs.erase_due,
        every=timedelta(days=1),
        offset=timedelta(hours=3, minutes=40),
    )
)
