"""Work on many applications at once, owed as a row that shows how far it is; and the lists that were published."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .vacancy import Vacancy
from .wording import in_language


class SiftWorkQuerySet(models.QuerySet["SiftWork"]):
    def owed(self) -> "SiftWorkQuerySet":
        """What is still to be done."""
        return self.filter(status=SiftWork.Status.OWED)


class SiftWork(models.Model):
    """One thing done with many applications of a vacancy. ``done`` of ``total`` are through, of which ``left`` were left as they are.

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

    class Status(models.TextChoices):
        OWED = "owed", pgettext_lazy("work", "Being done")
        DONE = "done", pgettext_lazy("work", "Done")
        REFUSED = "refused", pgettext_lazy("work", "Not done")

    vacancy = models.ForeignKey(Vacancy, verbose_name=gettext_lazy("vacancy"), on_delete=models.CASCADE, related_name="sift_works")
    kind = models.CharField(gettext_lazy("work"), max_length=10, choices=Kind.choices)
    status = models.CharField(gettext_lazy("state"), max_length=8, choices=Status.choices, default=Status.OWED)
    reason = models.TextField(gettext_lazy("reason"), max_length=1000, blank=True)
    keys = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(gettext_lazy("left as they are"), default=0)
    total = models.PositiveIntegerField(default=0)
    said = models.TextField(gettext_lazy("remark"), blank=True)
    sealed_from = models.BigIntegerField(default=0)
    sealed_to = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField(gettext_lazy("ordered"), db_default=Now())
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("ordered by"), on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(gettext_lazy("done on"), null=True)

    objects: ClassVar[Any] = SiftWorkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("work on applications")
        verbose_name_plural = gettext_lazy("work on applications")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["vacancy"], condition=Q(status="owed"), name="sift_work_one_at_a_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.vacancy.number}"

    @property
    def progress(self) -> str:
        """How many of how many are through, for people to read."""
        return _("%(done)s of %(total)s") % {"done": intcomma(self.done), "total": intcomma(self.total)}

    progress.fget.short_description = gettext_lazy("progress")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def percent(self) -> int:
        """How much of it is through."""
        return 100 * self.done // self.total if self.total else 100


class PublishedList(models.Model):
    """The shortlisted of a vacancy as they were published: numbers, and no names. Never changed; a later edition replaces it."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="published_lists")
    edition = models.PositiveSmallIntegerField(gettext_lazy("edition"))
    numbers = models.JSONField()  # sorted: exam numbers where everybody has one, else receipt numbers
    by_exam_number = models.BooleanField(default=False)
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
