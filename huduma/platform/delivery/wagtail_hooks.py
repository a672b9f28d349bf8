"""The words of the audit trail for this room's actions."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Wagtail's log refuses an action that it has no name for."""
    actions.register_action("delivery.open_site", _("Open site"), _("Site opened"))
    actions.register_action("delivery.move_site", _("Move site"), _("Site moved to another host"))
    actions.register_action("delivery.lead_host", _("Lead a host name to a site"), _("Host name led to the site"))
    actions.register_action("delivery.drop_host", _("Drop a host name of a site"), _("Host name of the site dropped"))
