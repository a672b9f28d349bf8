"""Where the office of Wagtail calls us."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .viewsets import RecruitmentGroup

VERBS = {
    "recruitment.declare_interest": (_("Declare interests"), _("Interests declared")),
    "recruitment.order_longlist": (_("Order the long-list"), _("Long-list ordered")),
    "recruitment.longlist": (_("Make the long-list"), _("Long-list made")),
    "recruitment.propose": (_("Propose for the shortlist"), _("Proposals made")),
    "recruitment.drop_proposals": (_("Take proposals back"), _("Proposals taken back")),
    "recruitment.dismiss_appeal": (_("Dismiss an appeal"), _("Appeal dismissed")),
    "recruitment.publish_list": (_("Publish the shortlist"), _("Shortlist published")),
    "recruitment.read_application": (_("Read an application"), _("Application read")),
    "recruitment.fetch_document": (_("Download a certificate"), _("Certificate downloaded")),
}


@hooks.register("register_log_actions")
def register_verbs(actions: LogActionRegistry) -> None:
    for verb, (label, message) in VERBS.items():
        actions.register_action(verb, label, message)


@hooks.register("register_admin_viewset")
def screens_of_recruitment() -> Any:
    return RecruitmentGroup()
