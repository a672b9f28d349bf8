from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Say in words what the audit trail of messages says in keys."""
    actions.register_action("messaging.resend", _("Send again"), _("Sent the message again"))
