"""The queue in the back office."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .viewsets import Discard, QueueViewSet, Retry

hooks.register("register_bulk_action", Retry)
hooks.register("register_bulk_action", Discard)


@hooks.register("register_admin_viewset")
def register_queue() -> QueueViewSet:
    return QueueViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("jobs.retry", _("Try the job again"), _("Job tried again"))
    actions.register_action("jobs.discard", _("Discard the job"), _("Job discarded"))
