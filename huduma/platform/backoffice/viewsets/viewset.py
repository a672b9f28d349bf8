"""The base viewset."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import modelform_factory
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from .bulk import bulk_action_for
from .forms import OfficeForm
from .operations import Operation
from .policy import ReachPolicy
from .views import (
    NarrowedCreateView,
    NarrowedEditView,
    NarrowedHistoryView,
    NarrowedIndexView,
    NarrowedInspectView,
    OperationView,
)


class OfficeViewSet(ModelViewSet):
    """List, filter, search, export, details and history of a model's records within the officer's reach.

    A subclass that defines ``add(*, form, by)`` has a page to create, one that defines ``change(*, form, by)`` a page to edit; both
    call an action with ``form.instance`` or ``form.cleaned_data``. ``operations`` are what else can be done. ``path`` leads from a
    record to its institution, ``permissions`` names other permissions than Django's usual by action.
    """

    path = "institution"
    permissions: dict[str, str] = {}
    operations: Sequence[Operation] = ()
    refusals: tuple[type[Exception], ...] = ()  # what an action raises to say no, besides ValidationError
    form_class: type[OfficeForm] = OfficeForm
    add: Any = None
    change: Any = None

    index_view_class = NarrowedIndexView
    add_view_class = NarrowedCreateView
    edit_view_class = NarrowedEditView
    inspect_view_class = NarrowedInspectView
    history_view_class = NarrowedHistoryView
    inspect_view_enabled = True
    history_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    add_to_admin_menu = True

    @property
    def permission_policy(self) -> ReachPolicy:
        return ReachPolicy(self.model, self.path, self.permissions)

    @property
    def has_bulk(self) -> bool:
        """Whether some operation can be done to many records at once."""
        return any(operation.bulk for operation in self.operations)

    def is_offered(self, person: Any) -> bool:
        """Whether the screen is in the menu of ``person``."""
        return self.permission_policy.user_has_permission(person, "view")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return type("OfficeMenuItem", (MenuItem,), {"is_shown": lambda _item, request: self.is_offered(request.user)})

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        """The records to which ``person`` may do ``action``: the one source of lists, exports, single records and bulk actions."""
        return self.permission_policy.instances_user_has_permission_for(person, action)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        closed = {"delete_url_name": None, "usage_url_name": None}
        if not self.add:
            closed["add_url_name"] = None
        if not self.change:
            closed["edit_url_name"] = None
        if not self.history_view_enabled:
            closed["history_url_name"] = None
        return super().get_common_view_kwargs(viewset=self, **closed, **kwargs)

    def get_edit_handler(self) -> Any:
        """Panels lay the form out in groups; without them the form is one list of ``form_fields``."""
        if not hasattr(self, "panels"):
            return None
        return ObjectList(self.panels, base_form_class=self.form_class).bind_to_model(self.model)

    def get_form_class(self, for_update: bool = False) -> Any:
        if self._edit_handler:
            return self._edit_handler.get_form_class()
        return modelform_factory(self.model, form=self.form_class, fields=self.get_form_fields() or ())

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = [path("", self.index_view, name="index"), path("results/", self.index_results_view, name="index_results")]
        if self.history_view_enabled:
            patterns.append(path("history/<int:pk>/", self.history_view, name="history"))
            patterns.append(path("history-results/<int:pk>/", self.history_results_view, name="history_results"))
        if self.inspect_view_enabled:
            patterns.append(path("details/<int:pk>/", self.inspect_view, name="inspect"))
        if self.add:
            patterns.append(path("new/", self.add_view, name="add"))
        if self.change:
            patterns.append(path("edit/<int:pk>/", self.edit_view, name="edit"))
        for operation in self.operations:
            view = self.construct_view(OperationView, operation=operation)
            patterns.append(path(f"{operation.name}/<int:pk>/", view, name=operation.name))
        return patterns

    def register_admin_url_finder(self) -> None:
        if self.change:
            super().register_admin_url_finder()

    def on_register(self) -> None:
        super().on_register()
        for operation in self.operations:
            if operation.bulk:
                hooks.register("register_bulk_action", bulk_action_for(self, operation))


class OfficeGroup(ViewSetGroup):
    """Several screens in one menu; there, and not beside it as well."""

    def __init__(self) -> None:
        super().__init__()
        for viewset in self.registerables:
            viewset.add_to_admin_menu = False
