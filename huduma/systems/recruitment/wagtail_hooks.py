"""Where the office of Wagtail calls us."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from huduma.platform.backoffice.viewsets import OfficeGroup

from .viewsets.interviews import CentreViewSet, InterviewedViewSet, WorkViewSet
from .viewsets.offers import OfferViewSet
from .viewsets.panels import OwnPanelsViewSet, PanelViewSet
from .viewsets.stages import StageViewSet

_INTERVIEW_VERBS = {
    "recruitment.keep_centre": (_("Keep an interview centre"), _("Interview centre kept")),
    "recruitment.plan_stages": (_("Plan the stages"), _("Stages of the interviews planned")),
    "recruitment.schedule_stage": (_("Schedule a stage"), _("Day and centres of a stage set")),
    "recruitment.begin_interviews": (_("Begin the interviews"), _("Interviews begun")),
    "recruitment.call_to_stage": (_("Call applicants"), _("Applicants called to a stage")),
    "recruitment.record_attendance": (_("Record attendance"), _("Attendance recorded")),
    "recruitment.order_work": (_("Order work on a stage"), _("Work on a stage ordered")),
    "recruitment.fetch_letters": (_("Download call letters"), _("Call letters downloaded")),
    "recruitment.make_panel": (_("Make a panel"), _("Panel made")),
    "recruitment.add_member": (_("Add a member to a panel"), _("Member put on a panel")),
    "recruitment.remove_member": (_("Remove a member of a panel"), _("Member taken off a panel")),
    "recruitment.declare_interest": (_("Declare interests"), _("Interests declared")),
    "recruitment.lock_sheet": (_("Lock a sheet"), _("Sheet of marks locked")),
    "recruitment.settle_stage": (_("Work out the marks"), _("Marks of a stage worked out")),
    "recruitment.recommend": (_("Recommend by merit"), _("Applicants recommended by merit")),
    "recruitment.offer": (_("Offer posts"), _("Posts offered")),
    "recruitment.accept_offer": (_("Accept an offer"), _("Offer accepted")),
    "recruitment.decline_offer": (_("Decline an offer"), _("Offer declined")),
    "recruitment.lapse_offer": (_("Let an offer lapse"), _("Offer lapsed")),
    "recruitment.report_offer": (_("Confirm a report to duty"), _("Report to duty confirmed")),
    "recruitment.fill": (_("Fill a requisition"), _("Requisition filled")),
}


@hooks.register("register_log_actions")
def register_verbs_of_interviews(actions: LogActionRegistry) -> None:
    for verb, (label, message) in _INTERVIEW_VERBS.items():
        actions.register_action(verb, label, message)


class InterviewsGroup(OfficeGroup):
    """Interviews, from the stages to the report to duty."""

    menu_label = _("Interviews")
    menu_icon = "group"
    menu_order = 120
    items = (InterviewedViewSet, StageViewSet, PanelViewSet, OwnPanelsViewSet, CentreViewSet, WorkViewSet, OfferViewSet)


@hooks.register("register_admin_viewset")
def screens_of_interviews() -> Any:
    return InterviewsGroup()
