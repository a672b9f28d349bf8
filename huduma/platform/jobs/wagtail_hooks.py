"""The queue in the back office."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("jobs.retry", _("Try the job again"), _("Job tried again"))
    actions.register_action("jobs.discard", _("Discard the job"), _("Job discarded"))
