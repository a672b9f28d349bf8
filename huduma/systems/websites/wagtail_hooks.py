"""Where the office of Wagtail calls us."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from .agency.domains.screen import DomainViewSet
from .agency.domains.telling import LostDomainsPanel
from .agency.first_screen import FrozenPanel
from .agency.notice_screens import BannerViewSet
from .agency.overview_screen import AgencyGroup

VERBS = {
    "websites.owe_site": (_("Order a website"), _("Website ordered")),
    "websites.make_site": (_("Make a website"), _("Website made")),
    "websites.import_file": (_("Import a file of the earlier website"), _("File of the earlier website imported")),
    "websites.import_pages": (_("Import pages of the earlier website"), _("Pages of the earlier website imported")),
    "websites.redraw_site": (_("Draw the website anew"), _("Website drawn anew")),
    "websites.freeze_site": (_("Freeze a website"), _("Website frozen")),
    "websites.unfreeze_site": (_("Unfreeze a website"), _("Website unfrozen")),
    "websites.export_site": (_("Export a website"), _("Website exported")),
    "websites.order_export": (_("Order an archive of a website"), _("Archive of a website ordered")),
    "websites.make_export": (_("Make an archive of a website"), _("Archive of a website made")),
    "websites.fetch_export": (_("Download an archive of a website"), _("Archive of a website downloaded")),
    "websites.discard_export": (_("Remove an archive of a website"), _("Archive of a website removed")),
    "websites.add_domain": (_("Add a domain name"), _("Domain name added")),
    "websites.prove_domain": (_("Prove a domain name"), _("Domain name proven")),
    "websites.lose_domain": (_("Lose the proof of a domain name"), _("Proof of the domain name missing")),
    "websites.remove_domain": (_("Remove a domain name"), _("Domain name removed")),
    "websites.publish_notice": (_("Publish a notice"), _("Notice published")),
    "websites.correct_notice": (_("Correct a notice"), _("Notice corrected")),
    "websites.withdraw_notice": (_("Withdraw a notice"), _("Notice withdrawn")),
    "websites.carry_out_notice": (_("Show a notice or take it down"), _("Notice shown or taken down")),
}


@hooks.register("register_log_actions")
def register_verbs(actions: LogActionRegistry) -> None:
    for verb, (label, message) in VERBS.items():
        actions.register_action(verb, label, message)


@hooks.register("construct_homepage_panels")
def tell_that_a_site_is_frozen(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(FrozenPanel())


@hooks.register("register_admin_viewset")
def screens_of_the_agency() -> Any:
    return AgencyGroup()


@hooks.register("register_admin_viewset")
def screen_of_own_banners() -> Any:
    return BannerViewSet()


@hooks.register("construct_homepage_panels")
def tell_that_a_proof_is_missing(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(LostDomainsPanel())


@hooks.register("register_admin_viewset")
def screen_of_domain_names() -> Any:
    return DomainViewSet()
