"""The screens in one menu."""

from django.utils.translation import gettext_lazy as _

from huduma.platform.backoffice.viewsets import OfficeGroup

from .finding_screens import FindingViewSet
from .link_screens import LinkViewSet
from .review_screens import ReviewViewSet
from .translation_screens import TranslationViewSet


class QualityGroup(OfficeGroup):
    """What keeps the content of the site good."""

    menu_label = _("Content to look after")
    menu_icon = "check"
    menu_order = 125
    items = (TranslationViewSet, FindingViewSet, LinkViewSet, ReviewViewSet)
