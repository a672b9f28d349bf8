"""Saved searches, and what was told of them: each vacancy once."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .seeker import Seeker
from .vacancy import Vacancy


class SavedSearch(models.Model):
    """What a seeker wants to hear of. ``query`` holds the keys of the search form."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")

    seeker = models.ForeignKey(Seeker, on_delete=models.CASCADE, related_name="searches")
    query = models.JSONField(default=dict)
    channel = models.CharField(_("how"), max_length=5, choices=Channel.choices)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.seeker_id} {self.channel}"


class Alert(models.Model):
    """A vacancy that a seeker was told of, by whichever of their searches found it first."""

    seeker = models.ForeignKey(Seeker, on_delete=models.CASCADE, related_name="alerts")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["seeker", "vacancy"], name="alert_once")]

    def __str__(self) -> str:
        return f"{self.seeker_id} {self.vacancy_id}"
