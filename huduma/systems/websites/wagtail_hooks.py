"""Where the office of Wagtail calls us."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

VERBS = {
    "websites.owe_site": (_("Order a website"), _("Website ordered")),
    "websites.make_site": (_("Make a website"), _("Website made")),
    "websites.redraw_site": (_("Draw the website anew"), _("Website drawn anew")),
}


@hooks.register("register_log_actions")
def register_verbs(actions: LogActionRegistry) -> None:
    for verb, (label, message) in VERBS.items():
        actions.register_action(verb, label, message)
