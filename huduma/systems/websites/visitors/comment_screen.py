"""The screen of what readers wrote."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.systems.websites.models import PageComment

from . import actions


class CommentFilterSet(WagtailFilterSet):
    settled = django_filters.BooleanFilter(field_name="settled_at", lookup_expr="isnull", exclude=True, label=_("Dealt with"))
    given_at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = PageComment
        fields: list[str] = []


def _settle(record: PageComment, form: Any, by: Any) -> None:
    actions.settle_comment(comment=record, by=by)


class CommentViewSet(OfficeViewSet):
    """What readers of the own site missed, newest first; nothing says who they were."""

    name = "page-comments"
    model = PageComment
    icon = "comment"
    menu_label = _("Comments of readers")
    menu_order = 126
    filterset_class = CommentFilterSet
    search_fields = ["text", "page__title"]
    ordering = "-given_at"
    list_display = [
        "text",
        Column("page", label=_("page"), sort_key="page__title"),
        DateColumn("given_at", label=_("written on"), sort_key="given_at"),
        BooleanColumn("is_settled", label=_("dealt with"), sort_key="settled_at"),
    ]
    list_export = ["text", "page.title", "page_url", "institution.code", "given_at", "settled_at"]
    export_filename = "comments"
    inspect_view_fields = ["text", "page", "page_url", "institution", "given_at", "settled_at", "settled_by"]
    operations = (
        Operation(
            name="settle",
            label=_("Dealt with"),
            done=_("The comment is marked as dealt with."),
            question=_("Others see that nothing more is to be done about it. It stays in the list."),
            icon="check",
            permission="change",
            run=_settle,
            offered=lambda record: not record.is_settled,
            bulk=True,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("page__locale", "institution", "settled_by")
