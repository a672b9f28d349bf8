"""Where the office of Wagtail calls us."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from huduma.platform.backoffice.viewsets import OfficeGroup

from .viewsets.requisitions import RequisitionViewSet
from .viewsets.vacancies import VacancyViewSet

VERBS = {
    "recruitment.write_requisition": (_("Write a requisition"), _("Requisition written")),
    "recruitment.change_requisition": (_("Change a requisition"), _("Requisition changed")),
    "recruitment.submit_requisition": (_("Send a requisition"), _("Requisition sent to the secretariat")),
    "recruitment.return_requisition": (_("Give a requisition back"), _("Requisition given back")),
    "recruitment.approve_requisition": (_("Approve a requisition"), _("Requisition approved")),
    "recruitment.cancel_requisition": (_("Cancel a requisition"), _("Requisition cancelled")),
    "recruitment.write_vacancy": (_("Write a vacancy"), _("Vacancy written")),
    "recruitment.change_vacancy": (_("Change a vacancy"), _("Vacancy changed")),
    "recruitment.submit_vacancy": (_("Send a vacancy for approval"), _("Vacancy sent for approval")),
    "recruitment.return_vacancy": (_("Give a vacancy back"), _("Vacancy given back")),
    "recruitment.approve_vacancy": (_("Approve a vacancy"), _("Vacancy approved")),
    "recruitment.publish_vacancy": (_("Publish a vacancy"), _("Vacancy published")),
    "recruitment.close_vacancy": (_("Close a vacancy"), _("Vacancy closed")),
    "recruitment.extend_vacancy": (_("Extend a vacancy"), _("Vacancy extended")),
    "recruitment.change_criteria": (_("Change the criteria of a closed vacancy"), _("Criteria for another publication changed")),
    "recruitment.readvertise_vacancy": (_("Advertise a vacancy again"), _("Vacancy advertised again")),
    "recruitment.withdraw_vacancy": (_("Withdraw a vacancy"), _("Vacancy withdrawn")),
    "recruitment.confirm_nin": (_("Confirm a national id"), _("National id confirmed")),
    "recruitment.change_profile": (_("Change a job profile"), _("Job profile changed")),
    "recruitment.add_certificate": (_("Add a certificate"), _("Certificate added")),
    "recruitment.remove_certificate": (_("Remove a certificate"), _("Certificate removed")),
    "recruitment.save_search": (_("Save a search"), _("Search saved")),
    "recruitment.remove_search": (_("Remove a saved search"), _("Saved search removed")),
    "recruitment.appeal": (_("Appeal"), _("Appeal received from the applicant")),
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


class RecruitmentGroup(OfficeGroup):
    """Everything of recruitment in one menu."""

    menu_label = _("Recruitment")
    menu_icon = "group"
    menu_order = 140
    items = (RequisitionViewSet, VacancyViewSet)


@hooks.register("register_admin_viewset")
def screens_of_recruitment() -> Any:
    return RecruitmentGroup()
