"""Where the office of Wagtail calls us."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from .agency.domains.screen import DomainViewSet
from .agency.domains.telling import LostDomainsPanel
from .agency.first_screen import FrozenPanel
from .agency.notice_screens import BannerViewSet
from .agency.overview_screen import AgencyGroup
from .answers.screens import AnswerViewSet
from .models.content import findings_of
from .quality.first_screen import ContentDuePanel
from .quality.screens import QualityGroup
from .visitors.comment_screen import CommentViewSet
from .visitors.views_screen import ViewsViewSet

VERBS = {
    "websites.owe_site": (_("Order a website"), _("Website ordered")),
    "websites.invite_editor": (_("Invite somebody to a website"), _("Somebody was invited to work on the website")),
    "websites.withdraw_invitation": (_("Withdraw an invitation"), _("Invitation withdrawn")),
    "websites.accept_invitation": (_("Accept an invitation"), _("Invitation accepted")),
    "websites.make_site": (_("Make a website"), _("Website made")),
    "websites.import_file": (_("Import a file of the earlier website"), _("File of the earlier website imported")),
    "websites.import_pages": (_("Import pages of the earlier website"), _("Pages of the earlier website imported")),
    "websites.add_pages": (_("Add many pages"), _("Pages added")),
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
    "websites.settle_comment": (_("Deal with a comment"), _("Comment of a reader dealt with")),
    "websites.confirm_translation": (_("Say that both languages say the same"), _("Both languages were said to say the same")),
    "websites.keep_page": (_("Say who keeps a page"), _("It was said who keeps the page")),
    "websites.review_page": (_("Find a page still right"), _("Page found still right")),
    "websites.carry_out_notice": (_("Show a notice or take it down"), _("Notice shown or taken down")),
    "websites.receive_answer": (_("Send a form"), _("Form sent by a visitor")),
    "websites.mark_answered": (_("Mark as answered"), _("Marked as answered")),
    "websites.erase_answer": (_("Erase an answer"), _("Answer erased")),
    "websites.erase_due": (_("Erase answers that were kept long enough"), _("Answers that were kept long enough erased")),
    "websites.export_answers": (_("Export answers"), _("Answers exported")),
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


@hooks.register("register_admin_viewset")
def screen_of_answers() -> Any:
    return AnswerViewSet()


@hooks.register("register_admin_viewset")
def screen_of_visits() -> Any:
    return ViewsViewSet()


@hooks.register("register_admin_viewset")
def screen_of_comments() -> Any:
    return CommentViewSet()


@hooks.register("construct_homepage_panels")
def tell_what_waits(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ContentDuePanel())


@hooks.register("register_admin_viewset")
def screens_of_good_content() -> Any:
    return QualityGroup()


class PageChecker(ContentCheckerItem):
    """Wagtail's checker in preview and editor (axe), with the rules that our blocks and their texts can break."""

    axe_run_only = [*ContentCheckerItem.axe_run_only, "image-alt", "image-redundant-alt", "th-has-data-cells"]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "image-alt": {"error_name": _("A picture has no words"), "help_text": _("Say what the picture shows.")},
        "image-redundant-alt": {
            "error_name": _("A picture says again what stands beside it"),
            "help_text": _("Say what the picture shows, not what the text says."),
        },
        "th-has-data-cells": {
            "error_name": _("A heading of a table stands above nothing"),
            "help_text": _("Remove the column, or fill it."),
        },
    }


@hooks.register("construct_wagtail_userbar")
def check_with_our_rules(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    items[:] = [PageChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]


@hooks.register("before_bulk_action")
def publish_nothing_that_is_refused(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Publishing many pages at once asks the checker too; which of them cannot be published is said, and none is."""
    if action_type != "publish":
        return None
    chosen = [page for page in objects if isinstance(page, Page)]
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        chosen += [below for page in chosen for below in page.get_descendants().not_live()]
    drafts = [page.get_latest_revision_as_object() for page in chosen]
    refused = [page for page in drafts if any(finding.is_refused for finding in findings_of(page))]
    for page in refused:
        message = _("“%(title)s” cannot be published as it is. Open it: the editor says why.") % {"title": page.title}
        messages.error(request, message, buttons=[messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))])
    return redirect(action.next_url) if refused else None
