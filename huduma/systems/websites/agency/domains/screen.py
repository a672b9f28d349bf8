"""The screen of domain names: for an institution its own, for the agency all."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeForm, OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import NarrowedCreateView, NarrowedInspectView
from huduma.systems.websites.models import SiteDomain

from . import actions


class DomainForm(OfficeForm):
    def _post_clean(self) -> None:
        """The action looks at the name once it is written as the DNS has it."""


class AddDomainView(NarrowedCreateView):
    def get_success_url(self) -> str:
        """The page that says which record to set."""
        return reverse(self.viewset.get_url_name("inspect"), args=[self.object.pk])


class DomainView(NarrowedInspectView):
    template_name = "websites/office/domain.html"


def _check(record: SiteDomain, form: Any, by: Any) -> None:
    actions.ask_for_check(domain=record, by=by)


def _use(record: SiteDomain, form: Any, by: Any) -> None:
    actions.use_domain(domain=record, by=by)


def _remove(record: SiteDomain, form: Any, by: Any) -> None:
    actions.remove_domain(domain=record, by=by)


class DomainViewSet(OfficeViewSet):
    """Domain names that institutions have of their own."""

    name = "domains"
    model = SiteDomain
    icon = "globe"
    menu_label = _("Domain names")
    menu_order = 125
    permissions = {"use": actions.REHOST}
    form_class = DomainForm
    form_fields = ["institution", "name"]
    add_view_class = AddDomainView
    inspect_view_class = DomainView
    search_fields = ["name", "institution__code", "institution__name_sw", "institution__name_en"]
    ordering = "name"
    list_display: Sequence[Any] = [
        "name",
        Column("institution", label=_("institution"), sort_key="institution__code"),
        Column("standing", label=_("state"), sort_key="lost_at"),
        Column("use", label=_("use")),
        Column("fault", accessor="get_fault_display", label=_("what was found")),
        DateColumn("checked_at", label=_("last looked for"), sort_key="checked_at"),
    ]
    list_export = ["name", "institution.code", "standing", "use", "fault", "proven_at", "lost_at", "checked_at"]
    inspect_view_fields = [
        *("name", "institution", "record_name", "record_text", "standing", "use", "fault"),
        *("checked_at", "proven_at", "lost_at", "added_at", "added_by"),
    ]
    operations = (
        Operation(
            name="check",
            label=_("Look for the record now"),
            done=_("We are looking. The answer stands here in a moment."),
            question=_("We ask the servers of this domain for the record. We also do so by ourselves, every hour or every day."),
            icon="rotate",
            run=_check,
        ),
        Operation(
            name="use",
            label=_("Make it the address of the website"),
            done=_("The website is at its own name."),
            question=_("Visitors who come by the present host name are sent to the new one. The name must already lead to this server."),
            icon="resubmit",
            permission="use",
            run=_use,
            offered=lambda record: record.is_proven and not record.is_main,
        ),
        Operation(
            name="remove",
            label=_("Remove"),
            done=_("The name is removed."),
            question=_("The name leads to the website no more. To add it again, a new record has to be set."),
            icon="bin",
            run=_remove,
            offered=lambda record: not record.is_main,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("institution", "added_by")

    def add(self, *, form: Any, by: Any) -> SiteDomain:
        return actions.add_domain(institution=form.cleaned_data["institution"], name=form.cleaned_data["name"], by=by)
