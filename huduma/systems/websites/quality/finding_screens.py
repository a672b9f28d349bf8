"""The screen of published pages of which the checker has something to say."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from huduma.platform.backoffice.viewsets import OfficeViewSet
from huduma.platform.backoffice.viewsets.views import NarrowedIndexView
from huduma.systems.websites.models import SitePage

from .translation_screens import TEND, page_kinds


class FindingFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(field_name="locale__language_code", choices=settings.LANGUAGES, label=_("language"))
    kind = django_filters.ChoiceFilter(field_name="content_type__model", choices=page_kinds, label=_("kind"))

    class Meta:
        model = SitePage
        fields: list[str] = []


class FindingIndexView(NarrowedIndexView):
    """What exactly is wrong, the editor says, beside each block."""

    page_title = _("Findings of the checker")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        edit = Button(_("Edit the page"), url=reverse("wagtailadmin_pages:edit", args=[instance.pk]), icon_name="edit", priority=10)
        return [edit, *super().get_list_more_buttons(instance)]


class FindingViewSet(OfficeViewSet):
    """Published pages that would be easier to read, or could not be published today as they are."""

    name = "findings"
    model = SitePage
    icon = "warning"
    menu_label = _("Findings of the checker")
    menu_order = 15
    permissions = {"view": TEND}
    history_view_enabled = inspect_view_enabled = False
    index_view_class = FindingIndexView
    filterset_class = FindingFilterSet
    search_fields = ["title"]
    search_backend_name = None
    ordering = "-findings"
    list_display: Sequence[Any] = [
        "title",
        Column("language", accessor="locale.get_display_name", label=_("language"), sort_key="locale"),
        Column("kind", accessor="page_type_display_name", label=_("kind")),
        Column("findings", label=_("findings"), sort_key="findings"),
        Column("institution", label=_("institution"), sort_key="institution"),
    ]
    list_export = ["institution.code", "title", "locale.language_code", "content_type.model", "findings", "url"]
    export_filename = "findings"

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).filter(live=True, findings__gt=0).select_related("locale", "institution")
