"""Work on many applications at once, owed as a row that shows how far it is; and the lists that were published."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

from .vacancy import Vacancy
from .wording import in_language
from .work import Work


class SiftWork(Work):
    """One thing done with many applications of a vacancy. Of those that are through, ``left`` were left as they are.

    ``keys`` are the applications that an officer chose; the long-list takes all that were received. Its decisions stand in the hash chain
    between ``sealed_from`` and ``sealed_to``.
    """

    class Kind(models.TextChoices):
        LONGLIST = "longlist", gettext_lazy("Long-list by the criteria")
        SHORTLIST = "shortlist", gettext_lazy("Propose for the shortlist")
        LEAVE_OUT = "leave_out", gettext_lazy("Propose to leave out")
        DROP = "drop", gettext_lazy("Take proposals back")
        CONFIRM = "confirm", gettext_lazy("Confirm proposals")
        UNDO = "undo", gettext_lazy("Undo")

    vacancy = models.ForeignKey(Vacancy, verbose_name=gettext_lazy("vacancy"), on_delete=models.CASCADE, related_name="sift_works")
    kind = models.CharField(gettext_lazy("work"), max_length=10, choices=Kind.choices)
    reason_sw = models.TextField(gettext_lazy("reason in Swahili"), max_length=1000, blank=True)
    reason_en = models.TextField(gettext_lazy("reason in English"), max_length=1000, blank=True)
    keys = models.JSONField(default=list)
    left = models.PositiveIntegerField(gettext_lazy("left as they are"), default=0)
    sealed_from = models.BigIntegerField(default=0)
    sealed_to = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("work on applications")
        verbose_name_plural = gettext_lazy("work on applications")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["vacancy"], condition=Q(status="owed"), name="sift_work_one_at_a_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.vacancy.number}"


class PublishedList(models.Model):
    """The shortlisted of a vacancy as they were published: exam numbers, and no names. Never changed; a later edition replaces it."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="published_lists")
    edition = models.PositiveSmallIntegerField(gettext_lazy("edition"))
    numbers = models.JSONField()  # exam numbers, sorted
    reason_sw = models.TextField(gettext_lazy("reason in Swahili"), max_length=1000)
    reason_en = models.TextField(gettext_lazy("reason in English"), max_length=1000)
    at = models.DateTimeField(gettext_lazy("published"), db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["vacancy_id", "-edition"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["vacancy", "edition"], name="published_list_edition_once")]

    def __str__(self) -> str:
        return f"{self.vacancy_id} {self.edition}"

    @property
    def reason(self) -> str:
        """Why it was published, in the active language."""
        return in_language(self, "reason")
