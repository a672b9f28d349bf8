"""An operation on many records at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from .operations import Operation, OperationForm


class BulkOperation(BulkAction):
    """The base of the bulk actions that ``bulk_action_for`` makes."""

    narrows_itself = True
    operation: Any  # an Operation
    viewset: Any
    said: str | None = None
    template_name = "backoffice/confirm_bulk.html"

    def get_queryset(self, model: type[Model], object_ids: Any) -> QuerySet[Any]:  # type: ignore[override]
        found = self.viewset.records(self.request.user, self.operation.permission).filter(pk__in=object_ids)
        if not found:
            raise Http404
        return found

    def get_all_objects_in_listing_query(self, parent_id: Any) -> QuerySet[Any]:
        """*All* means all that the list shows under its filters and its search."""
        found = self.viewset.records(self.request.user, self.operation.permission)
        if self.viewset.filterset_class:
            filters = self.viewset.filterset_class(self.request.GET, queryset=found, request=self.request)
            found = filters.qs if filters.is_valid() else found.none()
        words, matching = self.request.GET.get("q", ""), Q()
        for field in self.viewset.search_fields or () if words else ():
            matching |= Q(**{f"{field}__icontains": words})
        return found.filter(matching).values_list("pk", flat=True)

    def check_perm(self, obj: Any) -> bool:
        return self.operation.offered(obj)

    def execute_action(self, objects: list[Any], **kwargs: Any) -> tuple[int, int]:  # type: ignore[override]
        if self.operation.run_many:
            self.said = self.operation.run_many(objects, self.cleaned_form, self.request.user)
            return len(objects), 0
        for record in objects:
            self.operation.run(record, self.cleaned_form, self.request.user)
        return len(objects), 0

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except (ValidationError, *self.operation.refusals) as error:  # all or none: the transaction is undone
            reasons = getattr(error, "messages", [str(error)])
            messages.error(self.request, _("Nothing was changed: %(reason)s") % {"reason": " ".join(reasons)})
            return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "operation": self.operation}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        if self.said:
            return self.said
        return ngettext("Done for %(n)d record.", "Done for %(n)d records.", num_parent_objects) % {"n": num_parent_objects}


def bulk_action_for(viewset: Any, operation: Operation) -> type[BulkAction]:
    """Wagtail's bulk action that runs ``operation`` on the chosen records."""
    return type(
        f"{operation.name.title()}{viewset.model.__name__}",
        (BulkOperation,),
        {
            "display_name": operation.label,
            "aria_label": operation.label,
            "action_type": operation.name,
            "models": [viewset.model],
            "operation": operation,
            "form_class": forms.Form if issubclass(operation.form_class, OperationForm) else operation.form_class,
            "viewset": viewset,
        },
    )
