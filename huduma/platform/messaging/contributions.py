from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.personal_data import PersonalData, personal_data
from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.platform.jobs.sweep import Sweep, sweeps

from . import jobs, personal
from .models import Message


def _sent() -> int:
    with whole_nation():
        return Message.objects.filter(status=Message.Status.SENT).count()


roles.add(
    Role("messaging.officer", _("Messaging officer"), permissions=("messaging.view_message", "messaging.change_message"), national=True)
)
personal_data.add(PersonalData("messaging.messages", _("Messages sent to you"), personal.export_messages, personal.erase_messages))
sweeps.add(Sweep("messaging.outbox", _("Messages to be sent"), owed=lambda: Message.objects.owed(), job=jobs.carry))
schedules.add(Schedule("messaging.recover", _("Settle messages whose sender was stopped"), job=jobs.recover, every=timedelta(minutes=2)))
schedules.add(
    Schedule("messaging.expunge", _("Remove old message texts"), job=jobs.expunge, every=timedelta(days=1), offset=timedelta(hours=3))
)
figures.add(
    Figure(
        "messaging.sent",
        _("Messages sent"),
        _("E-mails and SMS that an operator or mail server has accepted since the platform began."),
        _("messages"),
        _sent,
    )
)
