"""Screens of recruitment in the back office."""

from django.utils.translation import gettext_lazy as _

from huduma.platform.backoffice.viewsets import OfficeGroup

from . import sift


class RecruitmentGroup(OfficeGroup):
    """All of recruitment in one menu."""

    menu_label = _("Recruitment")
    menu_icon = "group"
    menu_order = 140
    items = (*sift.SCREENS,)
