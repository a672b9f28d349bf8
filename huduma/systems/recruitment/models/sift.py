"""Shortlisting by two people who have declared their interests."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from huduma.systems.recruitment.states import ApplicationState

from .application import Application
from .vacancy import Vacancy


class Interest(models.Model):
    """What an officer declared before touching a vacancy: none, or whom among the applicants they know. Never changed.

    A conflict that is found out after none was declared is a further declaration, and holds; never the reverse.
    """

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="interests")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    conflicted = models.BooleanField(_("I know an applicant, or gain by the outcome"))
    text = models.TextField(_("whom, and how"), max_length=1000, blank=True)
    declared_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["declared_at"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["vacancy", "officer", "conflicted"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.vacancy_id} {self.officer_id}"


class Proposal(models.Model):
    """What one officer proposes for an application; it takes effect when another one confirms it."""

    VERDICTS = ((ApplicationState.SHORTLISTED, _("shortlist")), (ApplicationState.NOT_SHORTLISTED, _("leave out")))

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="proposals")
    verdict = models.CharField(max_length=16, choices=VERDICTS)
    reason_sw = models.TextField(_("reason in Swahili"), max_length=1000, blank=True)
    reason_en = models.TextField(_("reason in English"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(undone_at__isnull=True), name="proposal_once"),
            models.CheckConstraint(condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")), name="proposal_two_people"),
            models.CheckConstraint(
                condition=Q(verdict=ApplicationState.SHORTLISTED) | ~Q(reason_sw="") & ~Q(reason_en=""),
                name="proposal_to_leave_out_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.verdict}"
