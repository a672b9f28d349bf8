"""The screens of the register: every institution for the registrar, the own one for its manager."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminDateInput

from huduma.platform.institutions import actions
from huduma.platform.institutions.models import Institution

from .viewsets import OfficeForm, OfficeViewSet, Operation
from .viewsets.operations import OperationForm
from .viewsets.views import NarrowedIndexView, NarrowedInspectView


def _regions(request: Any = None) -> QuerySet[Institution]:
    return Institution.objects.filter(kind=Institution.Kind.REGION)


class RegisterFilterSet(WagtailFilterSet):
    region = django_filters.ModelChoiceFilter(queryset=_regions, label=_("Region"))

    class Meta:
        model = Institution
        fields = ["kind", "status", "region"]


class RegisterForm(OfficeForm):
    effective_date = forms.DateField(
        label=_("In force since"),
        initial=timezone.localdate,
        widget=AdminDateInput,
        help_text=_("The day from which the institution or its new name exists."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].required = False
        region: Any = self.fields["region"]
        region.queryset = _regions()
        if self.instance.pk:
            for name in ("code", "host"):  # they are in addresses that people have kept
                self.fields[name].disabled = True


class MergeForm(OperationForm):
    into = forms.ModelChoiceField(Institution.objects.none(), label=_("Into"))
    effective_date = forms.DateField(label=_("In force since"), initial=timezone.localdate, widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = Institution.objects.active().exclude(pk=self.record.pk)


class StatusForm(OperationForm):
    status = forms.ChoiceField(
        label=_("Status"), choices=[c for c in Institution.Status.choices if c[0] != Institution.Status.MERGED], widget=forms.RadioSelect
    )
    effective_date = forms.DateField(label=_("In force since"), initial=timezone.localdate, widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].initial = self.record.status


def _merge(record: Institution, form: Any, by: Any) -> None:
    actions.merge(institution=record, into=form.cleaned_data["into"], effective_date=form.cleaned_data["effective_date"], by=by)


def _change_status(record: Institution, form: Any, by: Any) -> None:
    actions.change_status(institution=record, by=by, **form.cleaned_data)


def _is_open(record: Institution) -> bool:
    return record.status not in (Institution.Status.MERGED, Institution.Status.ABOLISHED)


class InstitutionDetailsView(NarrowedInspectView):
    template_name = "backoffice/institution.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = self.object.changes.select_related("by").order_by("-effective_date", "-pk")
        return super().get_context_data(changes=changes, **kwargs)


CONTACTS = [
    FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
    FieldPanel("physical_address"),
    FieldPanel("postal_address"),
    FieldPanel("website"),
    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    FieldPanel("logo"),
]


class RegisterViewSet(OfficeViewSet):
    """The register of institutions: the registrar enters, amends, renames, merges and closes."""

    name = "register"
    model = Institution
    path = "pk"
    icon = "site"
    menu_label = _("Register of institutions")
    menu_order = 210
    form_class = RegisterForm
    inspect_view_class = InstitutionDetailsView
    list_display = ["name", "code", "kind", "parent", "status"]
    filterset_class = RegisterFilterSet
    list_export = [
        "code",
        "kind",
        "name_sw",
        "name_en",
        "parent.code",
        "host",
        "region.code",
        "email",
        "phone",
        "website",
        "status",
        "status_date",
    ]
    export_filename = "institutions"
    search_fields = ["code", "name_sw", "name_en", "short_name_sw", "short_name_en"]
    ordering = "code"
    inspect_view_fields = [
        *("code", "kind", "name_sw", "name_en", "short_name_sw", "short_name_en", "parent", "region", "host"),
        *("email", "phone", "physical_address", "postal_address", "website", "status", "status_date", "successor"),
    ]
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
                FieldPanel("name_sw"),
                FieldPanel("name_en"),
                FieldRowPanel([FieldPanel("short_name_sw"), FieldPanel("short_name_en")]),
                FieldPanel("effective_date"),
            ],
            heading=_("Name"),
        ),
        MultiFieldPanel([FieldPanel("parent"), FieldPanel("region"), FieldPanel("host")], heading=_("Place in the state")),
        MultiFieldPanel(CONTACTS, heading=_("Contacts")),
    ]
    refusals = (actions.AlreadyGone,)
    operations = (
        Operation(
            name="merge",
            label=_("Merge into another"),
            done=_("The institutions were merged."),
            question=_("The institution closes, its appointments end, and visitors are told which institution took it over."),
            run=_merge,
            form_class=MergeForm,
            offered=_is_open,
            icon="resubmit",
            refusals=(actions.AlreadyGone,),
        ),
        Operation(
            name="status",
            label=_("Change status"),
            done=_("The status was changed."),
            question=_("When an institution is abolished its appointments end. That cannot be undone."),
            run=_change_status,
            form_class=StatusForm,
            offered=_is_open,
            icon="history",
            refusals=(actions.AlreadyGone,),
        ),
    )

    def is_offered(self, person: Any) -> bool:
        return self.permission_policy.reach(person, "view").everywhere

    def add(self, *, form: Any, by: Any) -> Institution:
        return actions.register(institution=form.instance, by=by, effective_date=form.cleaned_data["effective_date"])

    def change(self, *, form: Any, by: Any) -> None:
        actions.amend(institution=form.instance, by=by, effective_date=form.cleaned_data["effective_date"])


class OwnInstitutionIndexView(NarrowedIndexView):
    """Whoever manages one institution comes straight to it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = list(self.records()[:2])
        if len(mine) == 1:
            return redirect(reverse(self.edit_url_name, args=[mine[0].pk]))
        return super().get(request, *args, **kwargs)


class OwnInstitutionViewSet(OfficeViewSet):
    """An institution's own contacts, kept by its manager."""

    name = "my-institution"
    model = Institution
    path = "pk"
    icon = "home"
    menu_label = _("My institution")
    menu_order = 200
    permissions = dict.fromkeys(["view", "change"], "institutions.describe_institution")
    index_view_class = OwnInstitutionIndexView
    inspect_view_class = InstitutionDetailsView
    inspect_view_fields = RegisterViewSet.inspect_view_fields
    list_display = ["name", "code", "kind"]
    panels = [MultiFieldPanel(CONTACTS, heading=_("Contacts"))]

    def is_offered(self, person: Any) -> bool:
        reach = self.permission_policy.reach(person, "view")
        return bool(reach) and not reach.everywhere

    def change(self, *, form: Any, by: Any) -> None:
        actions.amend(institution=form.instance, by=by)
