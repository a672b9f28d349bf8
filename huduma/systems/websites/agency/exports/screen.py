"""The screen of archives: which were ordered, and where to download those that are there."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from huduma.platform.backoffice.viewsets import OfficeViewSet
from huduma.platform.backoffice.viewsets.views import Narrowed, NarrowedIndexView, NarrowedInspectView
from huduma.systems.websites.models import SiteExport

from . import actions


class ExportForm(forms.Form):
    """What whoever orders an archive may choose."""

    drafts = forms.BooleanField(
        label=gettext_lazy("Also drafts that are not published, and files that no page shows"),
        required=False,
        help_text=gettext_lazy("Only for the institution itself. Leave empty for an archive that anybody may have."),
    )


def _download_button(viewset: Any, export: SiteExport, button_class: Any) -> list[Any]:
    if export.status != SiteExport.Status.MADE:
        return []
    return [button_class(_("Download"), url=reverse(viewset.get_url_name("download"), args=[export.pk]), icon_name="download", priority=10)]


class ExportIndexView(NarrowedIndexView):
    def get_list_more_buttons(self, instance: SiteExport) -> list[Any]:
        return [*_download_button(self.viewset, instance, Button), *super().get_list_more_buttons(instance)]


class ExportInspectView(NarrowedInspectView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        return [*_download_button(self.viewset, self.object, HeaderButton), *super().header_buttons]


class DownloadView(Narrowed, View):
    """The archive itself, to be saved: never shown, so that nothing in it runs where the office is."""

    model: Any = None

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        export = self.find()
        try:
            file = actions.fetch_export(export=export, by=request.user)
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(file, as_attachment=True, filename=export.download_name, content_type="application/zip")
        response["Content-Length"] = export.bytes
        response["Cache-Control"] = "private, no-store"
        return response


class ExportViewSet(OfficeViewSet):
    """Archives of websites, for the agency."""

    name = "site-exports"
    model = SiteExport
    icon = "download"
    menu_label = gettext_lazy("Archives of websites")
    menu_order = 30
    index_view_class = ExportIndexView
    inspect_view_class = ExportInspectView
    search_fields = ["institution__code", "institution__name_sw", "institution__name_en"]
    ordering = "-ordered_at"
    list_display: Sequence[Any] = [
        "institution",
        Column("status", accessor="get_status_display", label=gettext_lazy("state"), sort_key="status"),
        BooleanColumn("drafts", label=gettext_lazy("with drafts")),
        Column("size", label=gettext_lazy("size"), sort_key="bytes"),
        DateColumn("ordered_at", label=gettext_lazy("ordered"), sort_key="ordered_at"),
        Column("ordered_by", label=gettext_lazy("ordered by")),
        Column("last_day", label=gettext_lazy("kept until"), sort_key="kept_until"),
    ]
    inspect_view_fields = ["institution", "status", "drafts", "size", "sha256", "ordered_at", "ordered_by", "made_at", "kept_until"]

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("institution", "ordered_by")

    def get_urlpatterns(self) -> list[URLPattern]:
        download = self.construct_view(DownloadView)
        return [*super().get_urlpatterns(), path("download/<int:pk>/", download, name="download")]
