"""The whole list of merit of a vacancy, by pages and as a spreadsheet; narrowed to the reserve at wish."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from huduma.platform.backoffice.viewsets.views import Narrowed, SafeExport
from huduma.systems.recruitment.actions import merit, merit_places
from huduma.systems.recruitment.models import Stage, Vacancy

A_PAGE = 200  # places
RESERVE = "reserve"  # what the address says of the reserve alone
_BEFORE = {"rank": _("rank"), "exam_number": _("exam number")}
_AFTER = {"total": _("total"), "standing": _("state"), "station": _("station"), "reserve_until": _("in the reserve until")}


class MeritListView(SafeExport, Narrowed, WagtailAdminTemplateMixin, TemplateView):
    """Whoever may see the vacancy's interviews may see the list, and save it."""

    model: Any = None
    index_url_name = ""
    template_name = "recruitment/office/merit_list.html"
    page_title = _("List of merit")
    header_icon = "order"

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = self.find()
        self.stages = list(self.object.stages.order_by("order"))
        headings = {**_BEFORE, **{stage.kind: stage.get_kind_display() for stage in self.stages}, **_AFTER}
        self.export_headings = {field: capfirst(heading) for field, heading in headings.items()}
        self.list_export = list(headings)
        self.reserve_alone = request.GET.get("only") == RESERVE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        listed = merit_places.export_places(vacancy=self.object, reserve_alone=self.reserve_alone, by=request.user)
        return self.as_spreadsheet(listed, request.GET["export"])  # type: ignore[no-any-return]

    def get_filename(self) -> str:
        name = "kanzidata" if self.reserve_alone else "orodha-ya-ubora"
        return f"{name}-{self.object.number}"

    def to_row_dict(self, item: merit_places.Place) -> OrderedDict[str, Any]:
        """A place by the columns, those of the stages among them."""
        return OrderedDict((field, item.marks[field] if field in item.marks else getattr(item, field)) for field in self.list_export)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = merit_places.places(self.object)
        reserve = merit_places.in_reserve(listed)
        page = Paginator(reserve if self.reserve_alone else listed, A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            vacancy=self.object,
            stages=self.stages,
            page=page,
            rows=merit_rows(page, self.stages),
            tie_rule=merit.TIE_RULE,
            reserve_alone=self.reserve_alone,
            kept=f"only={RESERVE}" if self.reserve_alone else "",
            number_of_all=len(listed),
            reserve=reserve,
            **merit_urls(self.viewset, self.object),
            **kwargs,
        )

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(self.index_url_name), "label": self.viewset.menu_label}
        above = {"url": reverse(self.viewset.get_url_name("inspect"), args=[self.object.pk]), "label": str(self.object)}
        return [*self.breadcrumbs_items, listing, above, {"url": "", "label": self.page_title, "sublabel": str(self.object)}]


def merit_rows(listed: Iterable[merit_places.Place], stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """``listed`` as the table draws them, with the marks in the order of ``stages``."""
    return [{"place": place, "marks": [place.marks[stage.kind] for stage in stages]} for place in listed]


def merit_urls(viewset: Any, vacancy: Vacancy) -> dict[str, str]:
    """Where the whole list stands, and the reserve alone."""
    whole = reverse(viewset.get_url_name("merit"), args=[vacancy.pk])
    return {"merit_url": whole, "reserve_url": f"{whole}?only={RESERVE}"}
