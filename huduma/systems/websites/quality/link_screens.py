"""The report of links that lead nowhere."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from huduma.platform.backoffice.viewsets import OfficeViewSet
from huduma.platform.backoffice.viewsets.views import NarrowedIndexView, NarrowedInspectView
from huduma.systems.websites.models import PageLink

from .translation_screens import TEND


class LinkFilterSet(WagtailFilterSet):
    is_inside = django_filters.BooleanFilter(label=_("on the sites of the nation"))

    class Meta:
        model = PageLink
        fields: list[str] = []


def _editor_of(link: PageLink) -> str:
    return reverse("wagtailadmin_pages:edit", args=[link.page_id])


class LinkIndexView(NarrowedIndexView):
    page_title = _("Broken links")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        edit = Button(_("Edit the page"), url=_editor_of(instance), icon_name="edit", priority=10)
        return [edit, *super().get_list_more_buttons(instance)]


class LinkDetailsView(NarrowedInspectView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        return [*super().header_buttons, HeaderButton(_("Edit the page"), url=_editor_of(self.object), icon_name="edit")]


class LinkViewSet(OfficeViewSet):
    """Links of published pages that lead nowhere, found by the sweep."""

    name = "broken-links"
    model = PageLink
    icon = "link"
    menu_label = _("Broken links")
    menu_order = 20
    permissions = {"view": TEND}
    history_view_enabled = False
    index_view_class = LinkIndexView
    inspect_view_class = LinkDetailsView
    filterset_class = LinkFilterSet
    search_fields = ["page__title", "address", "text"]
    ordering = "broken_since"
    list_display: Sequence[Any] = [
        "page",
        Column("place_label", label=_("where on the page")),
        Column("text", label=_("words of the link")),
        Column("address", label=_("leads to"), sort_key="address"),
        DateColumn("broken_since", label=_("broken since"), sort_key="broken_since"),
        Column("answer_label", label=_("answer")),
    ]
    list_export = [
        *("institution.code", "page.title", "page.url", "place_label", "text", "address", "is_inside"),
        *("answer", "broken_since", "checked_at"),
    ]
    export_filename = "broken-links"
    inspect_view_fields = ["page", "place_label", "text", "address", "answer_label", "broken_since", "checked_at"]

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        found: Any = super().records(person, action)
        return found.broken().select_related("page", "institution")  # type: ignore[no-any-return]
