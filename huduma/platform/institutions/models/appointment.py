"""Who may act for which institution, as what, and for how long."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.role import roles

from .owned import OwnedManager, OwnedModel, OwnedQuerySet


class AppointmentQuerySet(OwnedQuerySet):
    def in_force(self, on: date | None = None) -> "AppointmentQuerySet":
        """Those that give access on the day ``on`` (default: today in Dar es Salaam)."""
        day = on or timezone.localdate()
        return self.filter(_in_force(day))

    def not_settled(self) -> "AppointmentQuerySet":
        """Those that may give access or groups on some day: all that are in force or out of step are among them, and it is asked with
        every request of an officer, so it is the shorter question."""
        return self.filter(Q(ended_at__isnull=True) | Q(granted=True))

    def out_of_step(self) -> "AppointmentQuerySet":
        """Those whose person has the groups that they no longer give, or lacks the groups that they give now."""
        in_force = _in_force(timezone.localdate())
        return self.filter(Q(in_force, granted=False) | Q(~in_force, granted=True))


def _in_force(day: date) -> Q:
    return Q(from_date__lte=day, ended_at__isnull=True) & (Q(until_date__isnull=True) | Q(until_date__gte=day))


class Appointment(OwnedModel):
    """A person acts for an institution in a role, from one day until another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=60)
    from_date = models.DateField(_("from"), default=timezone.localdate)
    until_date = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; empty when open-ended."))
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(default=False, editable=False)  # whether the person is in its groups; the sweep looks for a difference

    objects: ClassVar[Any] = OwnedManager.from_queryset(AppointmentQuerySet)()

    class Meta(OwnedModel.Meta):
        ordering = ["institution_id", "role", "id"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="appointment_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["person", "institution", "role"],
                condition=Q(ended_at__isnull=True),
                name="appointment_once",
                violation_error_message=_("This person already has this role at this institution."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.role_label} · {self.institution}"

    def is_in_force(self, on: date | None = None) -> bool:
        """Whether it gives access on the day ``on`` (default: today in Dar es Salaam)."""
        day = on or timezone.localdate()
        return self.from_date <= day and self.ended_at is None and (self.until_date is None or day <= self.until_date)

    @property
    def role_label(self) -> str:
        """The role's name in the active language."""
        return str(roles[self.role].label) if self.role in roles else self.role

    role_label.fget.short_description = _("role")  # type: ignore[attr-defined]  # the heading of a column
