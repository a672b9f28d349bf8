"""The screens of people: who is appointed to what, and who works at an institution."""

from collections.abc import Callable
from typing import Any

import django_filters
from allauth.mfa.models import Authenticator
from django import forms
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.accounts import actions as accounts
from huduma.platform.accounts.models import Person
from huduma.platform.accounts.policy import SECURE, securable_by
from huduma.platform.contributions.role import roles
from huduma.platform.institutions import actions
from huduma.platform.institutions.models import Appointment, Institution
from huduma.platform.institutions.policy import reach, reach_on

from .actions import appoint_by_contact
from .viewsets import OfficeForm, OfficeViewSet, Operation
from .viewsets.policy import ReachPolicy


def _institutions(request: HttpRequest) -> QuerySet[Institution]:
    return reach_on(request.user, Appointment, "view").narrow(Institution.objects.all(), "pk")


def _role_choices() -> list[tuple[str, Any]]:
    return [(role.key, role.label) for role in roles]


class AppointmentFilterSet(WagtailFilterSet):
    institution = django_filters.ModelChoiceFilter(queryset=_institutions, label=_("Institution"))
    role = django_filters.ChoiceFilter(choices=_role_choices, label=_("Role"))
    in_force = django_filters.BooleanFilter(method="narrow_to_force", label=_("In force"))

    class Meta:
        model = Appointment
        fields: list[str] = []

    def narrow_to_force(self, queryset: Any, name: str, value: bool) -> Any:
        in_force = queryset.in_force()
        return in_force if value else queryset.exclude(pk__in=in_force.values("pk"))


class AppointmentForm(OfficeForm):
    contact = forms.CharField(
        label=_("E-mail address or phone number"), help_text=_("With which the person signs in, or will sign in for the first time.")
    )
    full_name = forms.CharField(
        label=_("Full name"), required=False, max_length=150, help_text=_("Needed when the person has no account yet.")
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, reach: Any, **kwargs: Any) -> None:
        super().__init__(*args, reach=reach, **kwargs)
        self.fields["role"].choices = [(r.key, r.label) for r in roles if reach.everywhere or not r.national]


def _end(record: Appointment, form: Any, by: Any) -> None:
    actions.end_appointment(appointment=record, by=by)


class AppointmentViewSet(OfficeViewSet):
    """Appointments: a manager appoints within the own institution, a registrar everywhere."""

    name = "appointments"
    model = Appointment
    icon = "group"
    menu_order = 220
    form_class = AppointmentForm
    list_display = ["person", "role_label", "institution", "from_date", "until_date", "ended_at"]
    list_export = ["person", "role_label", "institution.code", "institution", "from_date", "until_date", "ended_at"]
    filterset_class = AppointmentFilterSet
    search_fields = ["person__full_name", "person__email", "person__phone", "institution__code"]
    ordering = "-pk"
    inspect_view_fields = [
        *("person", "role_label", "institution", "from_date", "until_date"),
        *("appointed_by", "appointed_at", "ended_at", "ended_by"),
    ]
    panels = [
        MultiFieldPanel([FieldPanel("contact"), FieldPanel("full_name")], heading=_("Person")),
        MultiFieldPanel(
            [FieldPanel("institution"), FieldPanel("role"), FieldRowPanel([FieldPanel("from_date"), FieldPanel("until_date")])],
            heading=_("Appointment"),
        ),
    ]
    operations = (
        Operation(
            name="end",
            label=_("End the appointment"),
            done=_("The appointment has ended."),
            question=_("The person loses the access that this appointment gives, at once."),
            run=_end,
            offered=lambda record: record.ended_at is None,
            icon="circle-xmark",
            bulk=True,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("person", "institution")

    def add(self, *, form: Any, by: Any) -> Appointment:
        return appoint_by_contact(by=by, **form.cleaned_data)


class PeoplePolicy(ReachPolicy):
    """A person belongs to no institution: what may be done to one of them stands on the record, put there by ``records``."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return instance.securable if action == "change" else self.user_has_permission(user, action)


def _on_person(action: Callable[..., object]) -> Callable[[Person, Any, Any], object]:
    return lambda person, form, by: action(person=person, by=by)


class PeopleViewSet(OfficeViewSet):
    """The people who act for the institution today, and whether they are safe. They keep their own accounts; who lost their second
    factor, or must be kept out at once, turns to the registrar.
    """

    name = "people"
    model = Person
    icon = "user"
    menu_label = _("People")
    menu_order = 230
    permissions = {"view": "institutions.view_appointment", "change": SECURE}
    inspect_view_enabled = history_view_enabled = False
    list_display = [
        "full_name",
        Column("email", label=_("E-mail")),
        Column("phone", label=_("Phone")),
        Column("roles_here", label=_("Roles"), accessor=lambda person: ", ".join(a.role_label for a in person.here)),
        Column("secured", label=_("Second factor"), accessor=lambda person: _("Yes") if person.has_second_factor else _("No")),
        Column("active", label=_("Can sign in"), accessor=lambda person: _("Yes") if person.is_active else _("No")),
        DateColumn("last_login", label=_("Last signed in")),
    ]
    operations = (
        Operation(
            name="reset-second-factor",
            label=_("Reset the second factor"),
            done=_("The second factor is gone. The person sets up a new one when they next sign in."),
            question=_(
                "Do this only for somebody whom you know and have spoken with, face to face or on a number that you knew before. App, "
                "passkeys and recovery codes stop working, and all devices are signed out. The person sets up a new second factor at the "
                "next sign-in, and is told what you did."
            ),
            icon="key",
            run=_on_person(accounts.reset_second_factor),
            offered=lambda person: person.has_second_factor,
            refusals=(accounts.NotAllowed,),
        ),
        Operation(
            name="disable",
            label=_("Lock out"),
            done=_("The person is locked out, on all devices."),
            question=_(
                "All devices are signed out at once, and nobody can sign in until the account is let in again. Appointments stay. "
                "The person is told."
            ),
            icon="lock",
            run=_on_person(accounts.disable),
            offered=lambda person: person.is_active,
            refusals=(accounts.NotAllowed,),
        ),
        Operation(
            name="enable",
            label=_("Let in again"),
            done=_("The person can sign in again."),
            question=_("The person can sign in as before, with the same second factor, and is told what you did."),
            icon="lock-open",
            run=_on_person(accounts.enable),
            offered=lambda person: not person.is_active,
            refusals=(accounts.NotAllowed,),
        ),
    )
    list_export = ["full_name", "email", "phone", "last_login"]
    search_fields = ["full_name", "email", "phone"]
    ordering = "full_name"

    @property
    def permission_policy(self) -> ReachPolicy:
        return PeoplePolicy(self.model, self.path, self.permissions)

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        appointments = reach(person, self.permissions[action]).narrow(Appointment.objects.in_force())
        people = (
            Person.objects.filter(pk__in=appointments.values("person"))
            .prefetch_related(Prefetch("appointments", queryset=appointments, to_attr="here"))
            .annotate(
                has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
                securable=Exists(securable_by(person).filter(pk=OuterRef("pk"))),
            )
        )
        return people.filter(securable=True) if action == "change" else people
