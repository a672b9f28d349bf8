"""Wagtail's generic views, narrowed to the officer's reach and calling actions."""

import re
from collections import OrderedDict
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.coreutils import multigetattr

from .forms import show_refusal
from .operations import OperationForm

FORMULA = re.compile(r"^(?:[=@\t\r]|[+-](?!\d*$))")


class Narrowed(PermissionCheckedMixin):
    """A view that finds only what its viewset's ``records`` lets the person find; the guard trusts it to do so."""

    narrows_itself = True
    viewset: Any = None
    needs = "view"  # the policy's action

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Whoever may do this nowhere learns of a single record no more than that there is none."""
        if "pk" in kwargs and not self.user_has_permission(self.needs):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def records(self) -> QuerySet[Any]:
        """The records to which the person may do what this view does."""
        return self.viewset.records(self.request.user, self.needs)  # type: ignore[attr-defined]

    def find(self) -> Any:
        """The record of the address. Raises ``Http404`` when it is another institution's, as when there is none."""
        return get_object_or_404(self.records(), pk=self.kwargs["pk"])  # type: ignore[attr-defined]

    def operation_buttons(self, record: Any, button_class: Any) -> list[Any]:
        """A button for each operation that the person may start on ``record`` now."""
        return [
            button_class(
                operation.label,
                url=reverse(self.viewset.get_url_name(operation.name), args=[record.pk]),
                icon_name=operation.icon,
                priority=40 + position,
            )
            for position, operation in enumerate(self.viewset.operations)
            if operation.offered(record) and self.user_has_permission_for_instance(operation.permission, record)
        ]


class SafeExport(SpreadsheetExportMixin):
    """Wagtail's export as CSV and XLSX, in which a spreadsheet takes no cell for a formula."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """A cell of the CSV that a spreadsheet would take for a formula gets an apostrophe in front."""
        value = super().preprocess_field_value(field, value, export_format)
        if export_format == self.FORMAT_CSV and isinstance(value, str) and FORMULA.match(value):
            return f"'{value}"
        return value


class NarrowedIndexView(SafeExport, Narrowed, generic.IndexView):
    any_permission_required = ["view"]
    template_name = "backoffice/index.html"

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.records()

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Ties are broken too, or a record of the same instant as another could be on two pages, or on none."""
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*(ordered.query.order_by or ordered.model._meta.ordering), "-pk")

    @cached_property
    def columns(self) -> list[Any]:
        own = super().columns
        if self.viewset.has_bulk:
            return [BulkActionsCheckboxColumn("bulk_actions", obj_type=self.model._meta.model_name), *own]
        return own

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
        return super()._get_title_column(*args, **kwargs, get_title_id=lambda r: f"{self.model._meta.model_name}_{r.pk}_title")

    def get_edit_url(self, instance: Any) -> str | None:
        may = self.edit_url_name and self.user_has_permission_for_instance("change", instance)
        return super().get_edit_url(instance) if may else None

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        return [*super().get_list_more_buttons(instance), *self.operation_buttons(instance, Button)]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "model_opts": self.model._meta, "has_bulk": self.viewset.has_bulk}

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        """A path through a relation that a record does not have exports as an empty cell."""
        return OrderedDict((field, _value(item, field)) for field in self.list_export)


def _value(record: Any, path: str) -> Any:
    for name in path.split("."):
        if record is None:
            return ""
        record = multigetattr(record, name)
    return record


class ActionFormView:
    save_instance: Any

    """Calls an action with the valid form and shows what it refuses; shared by creating and editing."""

    def form_valid(self, form: Any) -> HttpResponse:
        self.form = form
        try:
            with transaction.atomic():
                self.object = self.save_instance()
        except (ValidationError, *self.viewset.refusals) as error:  # type: ignore[attr-defined]
            show_refusal(form, error)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]
        return self.save_action()  # type: ignore[attr-defined]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "reach": self.permission_policy.reach(self.request.user, self.needs)}  # type: ignore[attr-defined]


class NarrowedCreateView(ActionFormView, Narrowed, generic.CreateView):
    permission_required = "add"
    needs = "add"

    def save_instance(self) -> Any:
        return self.viewset.add(form=self.form, by=self.request.user)

    def get_success_buttons(self) -> list[Any]:
        return []


class NarrowedEditView(ActionFormView, Narrowed, generic.EditView):
    permission_required = "change"
    needs = "change"

    def get_queryset(self) -> QuerySet[Any]:
        return self.records()

    def save_instance(self) -> Any:
        self.viewset.change(form=self.form, by=self.request.user)
        return self.form.instance

    def get_success_buttons(self) -> list[Any]:
        return []

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *self.operation_buttons(self.object, Button)]


class NarrowedInspectView(Narrowed, generic.InspectView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Details")

    def get_object(self, queryset: Any = None) -> Any:
        return self.find()

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """As Wagtail's, whose page tells instants in UTC and says "None" of what is not there."""
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return timezone.localtime(value)
        return "–" if value is None or value == "" else value

    def get_edit_url(self) -> str | None:
        may = self.edit_url_name and self.user_has_permission_for_instance("change", self.object)
        return super().get_edit_url() if may else None

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.viewset.history_view_enabled:
            return self.operation_buttons(self.object, HeaderButton)
        history = HeaderButton(_("History"), url=reverse(self.viewset.get_url_name("history"), args=[self.object.pk]), icon_name="history")
        return [history, *self.operation_buttons(self.object, HeaderButton)]


class NarrowedHistoryView(Narrowed, HistoryView):
    any_permission_required = ["view"]

    def get_base_object_queryset(self) -> QuerySet[Any]:
        return self.records()


class OperationView(Narrowed, WagtailAdminTemplateMixin, FormView):
    """The page of one operation on one record."""

    operation: Any = None
    template_name = "backoffice/operation.html"
    index_url_name = ""
    model: Any = None

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.needs = self.operation.permission
        self.object = self.find()

    def get_form_class(self) -> type[forms.Form]:
        return self.operation.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if issubclass(self.operation.form_class, OperationForm):
            kwargs |= {"record": self.object, "person": self.request.user}
        return kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        if not self.operation.offered(self.object):
            form.add_error(None, _("This cannot be done any more."))
            return self.form_invalid(form)
        try:
            with transaction.atomic():
                self.operation.run(self.object, form, self.request.user)
        except (ValidationError, *self.operation.refusals) as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.operation.done)
        return redirect(self.index_url_name)

    def get_page_title(self) -> str:
        return str(self.operation.label)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(self.index_url_name), "label": self.viewset.menu_label}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.operation.label, "sublabel": str(self.object)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["media"] = context["form"].media
        context["operation"] = self.operation
        context["action_url"] = self.request.path
        context["submit_button_label"] = self.operation.label
        context["submit_button_active_label"] = _("One moment…")
        return context
