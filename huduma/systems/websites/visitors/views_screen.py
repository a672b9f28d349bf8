"""The screens of visits: how often the site is read by day, which pages most, and whether they helped; and each page by day."""

from datetime import date
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from huduma.platform.backoffice.viewsets import OfficeViewSet, ReachPolicy
from huduma.platform.backoffice.viewsets.views import NarrowedIndexView, NarrowedInspectView
from huduma.platform.delivery.models import PageViews, SiteViews
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.policy import Reach, pages_reach
from huduma.platform.portal.addresses import origin
from huduma.systems.websites.models import SitePage
from huduma.systems.websites.models.traffic import SOURCE, Period, by_day, lately, total, with_views

from .chart import HEIGHT, WIDTH, bars

PERIODS = {
    "7": gettext_lazy("Last 7 days"),
    "30": gettext_lazy("Last 30 days"),
    "90": gettext_lazy("Last 90 days"),
    "365": gettext_lazy("Last 365 days"),
}
USUAL = "30"
VIEW = "delivery.view_siteviews"


def _own_institutions(request: Any) -> QuerySet[Institution]:
    return ReachPolicy(SiteViews).reach(request.user, "view").narrow(Institution.objects.all(), "pk")


class ViewsFilterSet(WagtailFilterSet):
    institution = django_filters.ModelChoiceFilter(queryset=_own_institutions, to_field_name="code", label=gettext_lazy("institution"))
    language = django_filters.ChoiceFilter(field_name="locale__language_code", choices=settings.LANGUAGES, label=gettext_lazy("language"))

    class Meta:
        model = SitePage
        fields: list[str] = []


def address_of(page: SitePage, editable: Reach) -> str:
    """Where the page is edited, for those who may; for others where it is read."""
    if editable.covers(page.institution_id):
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return origin(page.institution.host) + page.path_on_site()


def asked_period(request: Any) -> Period:
    """The days that are asked for."""
    asked = request.GET.get("period", USUAL)
    return lately(int(asked if asked in PERIODS else USUAL))


def summary(counted: dict[date, int], period: Period) -> dict[str, Any]:
    """What ``office/bars.html`` shows of what was ``counted`` on each day in ``period``, and in as many days before it."""
    drawn = bars(period, counted)
    now, before = total(counted, period.dates()), total(counted, period.before.dates())
    return {
        "period_label": PERIODS[str(period.days)],
        "periods": [{"days": days, "label": label, "current": int(days) == period.days} for days, label in PERIODS.items()],
        "bars": drawn,
        "rows": drawn,
        "width": WIDTH,
        "height": HEIGHT,
        "total": now,
        "before": before,
        "change": _change(now, before),
    }


class ViewsIndexView(NarrowedIndexView):
    template_name = "backoffice/index.html"
    results_template_name = "websites/office/views.html"
    page_title = gettext_lazy("Visits")

    @cached_property
    def period(self) -> Period:
        return asked_period(self.request)

    def get_base_queryset(self) -> QuerySet[Any]:
        return with_views(self.records(), self.period)

    def get_edit_url(self, instance: Any) -> str | None:
        return address_of(instance, self.editable)

    @cached_property
    def editable(self) -> Reach:
        """Whose pages the person works on."""
        return pages_reach(self.request.user)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), **self._summary()}

    def _summary(self) -> dict[str, Any]:
        rows = ReachPolicy(SiteViews).reach(self.request.user, "view").narrow(SiteViews.objects.all(), "institution")
        code = self.request.GET.get("institution")
        rows = rows.filter(institution__code=code) if code else rows
        return summary(by_day(rows, self.period), self.period)


class PageViewsView(NarrowedInspectView):
    """How often one page was read, day by day."""

    template_name = "websites/office/page_views.html"
    page_title = gettext_lazy("Visits")

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons, page, editable = super().header_buttons, self.object, pages_reach(self.request.user)
        label, icon = (_("Edit"), "edit") if editable.covers(page.institution_id) else (_("Open the page"), "view")
        return [HeaderButton(label, url=address_of(page, editable), icon_name=icon), *buttons]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As for the site, but that the table always has a row for each day."""
        views = PageViews.objects.filter(institution=self.object.institution, source=f"{SOURCE}{self.object.pk}")
        period = asked_period(self.request)
        counted = by_day(views, period)
        days = [{"label": date_format(day, "j F Y"), "value": counted[day]} for day in reversed(period.dates())]
        return super().get_context_data(**{**summary(counted, period), "rows": days}, **kwargs)


def _change(now: int, before: int) -> str:
    """How ``now`` compares with ``before``, in words."""
    if not before:
        return ""
    percent = round(100 * (now - before) / before)
    if percent > 0:
        return _("%(percent)s%% more than in the days before") % {"percent": percent}
    if percent < 0:
        return _("%(percent)s%% fewer than in the days before") % {"percent": -percent}
    return _("As many as in the days before")


class ViewsViewSet(OfficeViewSet):
    """The pages of a site, the most read first."""

    name = "visits"
    model = SitePage
    icon = "view"
    menu_label = gettext_lazy("Visits")
    menu_order = 124
    permissions = {"view": VIEW}
    index_view_class = ViewsIndexView
    filterset_class = ViewsFilterSet
    inspect_view_class = PageViewsView
    history_view_enabled = False
    search_fields = ["title"]
    search_backend_name = None
    ordering = "-views"
    list_per_page = 50
    list_display = [
        "title",
        Column("language", label=gettext_lazy("language")),
        Column("views", label=gettext_lazy("views"), sort_key="views"),
        Column("yes", label=gettext_lazy("helpful"), sort_key="yes"),
        Column("no", label=gettext_lazy("not helpful"), sort_key="no"),
    ]
    list_export = ["title", "language", "path_on_site", "institution.code", "views", "yes", "no"]
    export_filename = "visits"

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).filter(live=True).select_related("locale", "institution")
