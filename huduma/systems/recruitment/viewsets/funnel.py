"""What is counted: how many came how far, how long it took, from where; for the nation and for one vacancy."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from huduma.platform.backoffice.viewsets import OfficeViewSet
from huduma.platform.backoffice.viewsets.views import NarrowedInspectView
from huduma.systems.recruitment.actions.longlist import SIFT
from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.models.funnel import REACHED, SEXES, Funnel
from huduma.systems.recruitment.models.vacancy import PUBLIC

from .sift_vacancies import ReachedColumn, SiftVacancyIndexView


def dashboard(vacancy: Vacancy | None, asked: str) -> dict[str, Any]:
    """What the page shows of the applications of ``vacancy``, or of the nation; ``asked`` is how far those came who are told apart."""
    funnel, reached = Funnel(vacancy), asked if asked in REACHED else "received"
    steps = funnel.steps()
    regions, table = funnel.by_region_and_sex(reached)
    return {
        "steps": [(label, n, n * 100 // steps[0][1] if steps[0][1] else 0) for label, n in steps],
        "states": funnel.states(),
        "took": funnel.took(),
        "sexes": [label for _value, label in SEXES],
        "regions": list(zip(regions, table.rows, table.row_sums, strict=True)),
        "together": table,
        "reached": [{"key": key, "label": label, "current": key == reached} for key, (label, _states) in REACHED.items()],
    }


class NationFunnelView(SiftVacancyIndexView):
    template_name = "backoffice/index.html"
    results_template_name = "recruitment/office/funnel_results.html"
    page_title = _("Figures of recruitment")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), **dashboard(None, self.request.GET.get("reached", ""))}


class VacancyFunnelView(NarrowedInspectView):
    template_name = "recruitment/office/funnel_vacancy.html"
    page_title = _("Figures of recruitment")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **dashboard(self.object, self.request.GET.get("reached", ""))}


class FunnelViewSet(OfficeViewSet):
    """Figures of all vacancies together, and of each."""

    name = "recruitment-figures"
    model = Vacancy
    icon = "history"
    menu_label = _("Figures of recruitment")
    menu_order = 60
    permissions = {"view": SIFT}
    index_view_class = NationFunnelView
    inspect_view_class = VacancyFunnelView
    history_view_enabled = False
    search_fields = ["number", "title_sw", "title_en"]
    ordering = "-closes_at"
    list_display: Sequence[Any] = [
        "__str__",
        Column("institution", label=_("institution")),
        ReachedColumn("received"),
        ReachedColumn("eligible"),
        ReachedColumn("shortlisted"),
        ReachedColumn("appointed"),
    ]
    inspect_view_fields = ["number", "institution", "title", "standing"]

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).filter(state__in=PUBLIC).select_related("institution")
