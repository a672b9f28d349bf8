"""What job seekers' profiles add: how many people there are, what they may be told, and their own data."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.notice import Notice, notices
from huduma.platform.contributions.personal_data import PersonalData, personal_data
from huduma.platform.contributions.service import Service, services
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.platform.jobs.sweep import Sweep, sweeps
from huduma.systems.recruitment.actions import leaving
from huduma.systems.recruitment.actions.searches import NOTICE, OWED
from huduma.systems.recruitment.jobs import seekers as jobs
from huduma.systems.recruitment.models import Seeker, Vacancy

from . import own_data


def _erase_profile(person: Any) -> None:
    leaving.erase_profile(person=person, by=person)


def _erase_applications(person: Any) -> None:
    leaving.erase_applications(person=person, by=person)


services.add(
    Service(
        "recruitment.profile",
        _("My job profile"),
        _("Education, experience and certificates: fill them in once, and apply for many vacancies."),
        url=lambda: reverse("recruitment:profile"),
        icon="work",
    )
)
notices.add(Notice(NOTICE, _("A new vacancy fits a saved search"), ("email", "sms")))
sweeps.add(Sweep(OWED, _("New vacancies to be told to those who saved a search"), owed=lambda: Vacancy.objects.to_tell_of(), job=jobs.tell))
schedules.add(
    Schedule(
        "recruitment.clear_certificates",
        _("Remove files of certificates that no profile has"),
        job=jobs.clear,
        every=timedelta(days=1),
        offset=timedelta(hours=3, minutes=20),
    )
)
personal_data.add(PersonalData("recruitment.applications", _("Job applications"), own_data.export_applications, _erase_applications))
personal_data.add(PersonalData("recruitment.documents", _("Certificates"), own_data.export_certificates))  # they go with the profile
personal_data.add(PersonalData("recruitment.alerts", _("Saved searches and what you were told of"), own_data.export_alerts))  # so do these
personal_data.add(PersonalData("recruitment.profile", _("Job profile"), own_data.export_profile, _erase_profile))

figures.add(
    Figure(
        "recruitment.people",
        _("Job seekers"),
        _("People who began a job profile since the platform began; those who closed their account since are counted on."),
        _("people"),
        lambda: Seeker.objects.count(),
    )
)
figures.add(
    Figure(
        "recruitment.people_active",
        _("Active job seekers"),
        _("Job seekers who signed in, changed their profile or applied within the last 24 months (730 days), and have an open account."),
        _("people"),
        lambda: Seeker.objects.active().count(),
    )
)
figures.add(
    Figure(
        "recruitment.people_inactive",
        _("Inactive job seekers"),
        _("Job seekers who did none of that within the last 24 months (730 days), or closed their account: all who are not active."),
        _("people"),
        lambda: Seeker.objects.inactive().count(),
    )
)
