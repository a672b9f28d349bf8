"""The names under which changes of accounts stand in the audit log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_actions(log_actions: LogActionRegistry) -> None:
    """Every verb that ``accounts/actions.py`` writes."""
    log_actions.register_action("accounts.enrol", _("Enrol"), _("Account made on the person's behalf"))
