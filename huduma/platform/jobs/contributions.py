from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.role import Role, roles

from . import upkeep
from .schedule import Schedule, schedules

schedules.add(Schedule("jobs.sweep", _("Put owed work back into the queue"), job=upkeep.sweep, every=timedelta(minutes=1)))
schedules.add(
    Schedule("jobs.prune", _("Forget old jobs"), job=upkeep.prune, every=timedelta(days=1), offset=timedelta(hours=3, minutes=10))
)
roles.add(
    Role(
        key="jobs.operator",
        label=_("Operator of the platform"),
        permissions=("jobs.view_queuedjob", "jobs.operate_queuedjob"),
        national=True,
    )
)
