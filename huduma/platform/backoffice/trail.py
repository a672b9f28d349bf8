"""The audit trail: who did what, within the officer's reach."""

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.policy import Reach

from .rules import collection_paths, page_paths
from .viewsets.policy import ReachPolicy

POLICY = ReachPolicy(ChainedRecord)
LOGS: list[Any] = [ModelLogEntry, PageLogEntry]


def within(reach: Reach, entries: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``entries`` that are about something of an institution within ``reach``."""
    if reach.everywhere:
        return entries
    if entries.model is PageLogEntry:
        return entries.filter(_begins("page__path", page_paths(reach.institutions)))
    about = Q(data__institution__in=list(reach.institutions))
    for model in (get_image_model(), get_document_model()):
        own = model.objects.filter(_begins("collection__path", collection_paths(reach.institutions)))
        keys = own.annotate(key=Cast("pk", CharField())).values("key")
        about |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
    return entries.filter(about)


def _begins(field: str, paths: list[str]) -> Q:
    condition = Q(pk__in=[])
    for each in paths:
        condition |= Q(**{f"{field}__startswith": each})
    return condition


def _institutions(request: HttpRequest) -> QuerySet[Institution]:
    return POLICY.reach(request.user, "view").narrow(Institution.objects.all(), "pk")


class TrailFilterSet(WagtailFilterSet):
    institution = django_filters.ModelChoiceFilter(queryset=_institutions, method="of_institution", label=_("Institution"))
    person = django_filters.CharFilter(method="of_person", label=_("Person"))
    action = django_filters.ChoiceFilter(choices=registry.get_choices, label=_("What was done"))
    timestamp = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ModelLogEntry
        fields: list[str] = []

    def of_institution(self, entries: Any, name: str, institution: Institution) -> Any:
        return within(Reach(institutions=frozenset([institution.pk])), entries)

    def of_person(self, entries: Any, name: str, words: str) -> Any:
        return entries.filter(Q(user__full_name__icontains=words) | Q(user__email__icontains=words))


class TrailView(ReportView):
    """Entries of Wagtail's two logs in one list, the latest first."""

    narrows_itself = True
    permission_policy = POLICY
    any_permission_required = ["view"]
    page_title = _("Audit trail")
    header_icon = "history"
    filterset_class = TrailFilterSet
    index_url_name = "trail:index"
    index_results_url_name = "trail:index_results"
    columns = [
        DateColumn("timestamp", label=_("When")),
        Column("user_display_name", label=_("Who")),
        Column("message", label=_("What was done")),
        Column("label", label=_("To what")),
    ]
    list_export = ["timestamp", "user_display_name", "action", "message", "label"]
    export_headings = {
        "timestamp": _("When"),
        "user_display_name": _("Who"),
        "action": _("Verb"),
        "message": _("What was done"),
        "label": _("To what"),
    }
    export_filename = "audit-trail"

    def get_filtered_queryset(self) -> Any:
        """Keys of the entries only: rows of different models cannot stand in one QuerySet."""
        reach = POLICY.reach(self.request.user, "view")
        parts = []
        for index, model in enumerate(LOGS):
            entries = self.filter_queryset(within(reach, model.objects.order_by()))
            parts.append(entries.annotate(log=Value(index, IntegerField())).values("pk", "timestamp", "log"))
        return parts[0].union(*parts[1:], all=True).order_by("-timestamp", "-pk")

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(self.decorate_paginated_queryset(object_list))

    def decorate_paginated_queryset(self, object_list: Any) -> list[Any]:
        rows = [row for row in object_list if isinstance(row, dict)]
        if len(rows) != len(object_list):
            return list(object_list)  # made already
        found: dict[tuple[int, Any], Any] = {}
        for index, model in enumerate(LOGS):
            keys = [row["pk"] for row in rows if row["log"] == index]
            found |= {(index, entry.pk): entry for entry in model.objects.filter(pk__in=keys).select_related("user", "content_type")}
        return [found[row["log"], row["pk"]] for row in rows]


class TrailViewSet(ViewSet):
    name = "trail"
    icon = "history"
    menu_label = _("Audit trail")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return type("TrailMenuItem", (MenuItem,), {"is_shown": lambda _item, request: POLICY.user_has_permission(request.user, "view")})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", TrailView.as_view(), name="index"),
            path("results/", TrailView.as_view(results_only=True), name="index_results"),
        ]
