"""What accounts add to the platform's surfaces: the texts they may send, what they keep about people, and how many there are."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.notice import Notice, notices
from huduma.platform.contributions.personal_data import PersonalData, personal_data
from huduma.platform.jobs.schedule import Schedule, schedules

from . import jobs, personal
from .models import Person

BOTH = ("email", "sms")

notices.add(Notice("accounts.sign_in_code", _("Code to sign in"), BOTH, secret=True))
notices.add(Notice("accounts.verification_code", _("Code that proves an address or number"), BOTH, secret=True))
notices.add(Notice("accounts.password_code", _("Code to choose a new password"), BOTH, secret=True))
notices.add(Notice("accounts.account_exists", _("Somebody signed up with an address that has an account"), BOTH))
notices.add(Notice("accounts.no_account", _("Somebody asked for a code to an address without an account"), BOTH))
notices.add(Notice("accounts.office_change", _("An officer locked or unlocked the account, or reset its second factor"), BOTH))
notices.add(Notice("accounts.security_change", _("The account's security was changed"), BOTH))

personal_data.add(PersonalData("accounts.account", _("Account"), personal.export_account, personal.erase_account))
personal_data.add(PersonalData("accounts.sessions", _("Devices signed in"), personal.export_sessions, personal.erase_sessions))
personal_data.add(PersonalData("accounts.consents", _("What you agreed to"), personal.export_consents, personal.withdraw_consents))

figures.add(
    Figure(
        "accounts.people",
        _("People with an account"),
        _("Accounts whose owner proved an e-mail address or a phone number and that are open now."),
        _("people"),
        lambda: Person.objects.open().count(),
    )
)
schedules.add(
    Schedule(
        "accounts.forget",
        _("Remove unfinished sign-ups and ended sessions"),
        job=jobs.forget,
        every=timedelta(days=1),
        offset=timedelta(hours=2, minutes=40),
    )
)
