"""Who may act for which institution, as what, and for how long."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from huduma.platform.contributions.role import roles

from .institution import Institution


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, on: date | None = None) -> "AppointmentQuerySet":
        """Those that give access on the day ``on`` (default: today in Dar es Salaam)."""
        day = on or timezone.localdate()
        return self.filter(from_date__lte=day, ended_at__isnull=True).filter(Q(until_date__isnull=True) | Q(until_date__gte=day))


class Appointment(models.Model):
    """A person acts for an institution in a role, from one day until another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="appointments")
    institution = models.ForeignKey(Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=60)
    from_date = models.DateField(_("from"), default=timezone.localdate)
    until_date = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day; empty when open-ended."))
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(_manager_class=models.Manager.from_queryset(AppointmentQuerySet), institution="institution")

    class Meta:
        ordering = ["institution_id", "role", "id"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")), name="appointment_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["person", "institution", "role"], condition=Q(ended_at__isnull=True), name="appointment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.role_label} · {self.institution}"

    @property
    def role_label(self) -> str:
        """The role's name in the active language."""
        return str(roles[self.role].label) if self.role in roles else self.role
