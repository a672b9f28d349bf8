"""Where the office of Wagtail calls us."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from huduma.platform.backoffice.viewsets import OfficeGroup

from .viewsets import sift
from .viewsets.interviews import CentreViewSet, InterviewedViewSet, WorkViewSet
from .viewsets.offers import OfferViewSet
from .viewsets.panels import OwnPanelsViewSet, PanelViewSet
from .viewsets.requisitions import RequisitionViewSet
from .viewsets.stages import StageViewSet
from .viewsets.vacancies import VacancyViewSet
from .viewsets.verbs import VERBS


@hooks.register("register_log_actions")
def register_verbs(actions: LogActionRegistry) -> None:
    for verb, (label, message) in VERBS.items():
        actions.register_action(verb, label, message)


class RecruitmentGroup(OfficeGroup):
    """From a requisition to the shortlist."""

    menu_label = _("Recruitment")
    menu_icon = "group"
    menu_order = 140
    items = (RequisitionViewSet, VacancyViewSet, *sift.SCREENS)


class InterviewsGroup(OfficeGroup):
    """Interviews, from the stages to the report to duty."""

    menu_label = _("Interviews")
    menu_icon = "calendar-alt"
    menu_order = 141
    items = (InterviewedViewSet, StageViewSet, PanelViewSet, OwnPanelsViewSet, CentreViewSet, WorkViewSet, OfferViewSet)


@hooks.register("register_admin_viewset")
def screens_of_recruitment() -> list[Any]:
    return [RecruitmentGroup(), InterviewsGroup()]
