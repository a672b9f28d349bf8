"""What is counted of applications ahead of the question, because counting it takes longer than a page may."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .vacancy import Vacancy


class StageTime(models.Model):
    """How many applications of a vacancy stood in ``state`` for ``days`` whole days before they went on. Made anew every night."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=16)
    days = models.PositiveSmallIntegerField(_("days"))
    applications = models.PositiveIntegerField(_("applications"))

    class Meta:
        ordering = ["vacancy_id", "state", "days"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["vacancy", "state", "days"], name="stage_time_once")]
        indexes = [models.Index(fields=["state", "days", "applications"], name="stage_time_of_nation")]

    def __str__(self) -> str:
        return f"{self.vacancy_id} {self.state} {self.days}"
