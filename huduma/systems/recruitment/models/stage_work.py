"""Work on all applicants of a stage, which takes longer than a request may: owed as a row, with its progress."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huduma.platform.jobs.models import database_now
from huduma.platform.uploads.passing import passing_name

from .interview import Stage

KEPT = timedelta(days=7)


class StageWorkQuerySet(models.QuerySet["StageWork"]):
    def owed(self) -> "StageWorkQuerySet":
        """What is still to be done."""
        return self.filter(status=StageWork.Status.OWED)

    def over(self) -> "StageWorkQuerySet":
        """Files that have been kept long enough."""
        return self.filter(status=StageWork.Status.DONE, kept_until__lte=database_now())


def new_file() -> str:
    """A name in the storage that nobody can guess."""
    return passing_name(f"{get_random_string(32)}.pdf")


class StageWork(models.Model):
    """One thing done with all applicants of a stage. ``done`` of ``total`` are through; ``said`` is why it was refused.

    ``file`` is the name in the storage of what was made: letters of all, kept for some days.
    """

    class Kind(models.TextChoices):
        CALL = "call", _("Call the applicants")
        LETTERS = "letters", _("Call letters of all, in one file")
        SETTLE = "settle", _("Work out the marks")

    class Status(models.TextChoices):
        OWED = "owed", pgettext_lazy("work", "Being done")
        DONE = "done", pgettext_lazy("work", "Done")
        REFUSED = "refused", pgettext_lazy("work", "Not done")
        GONE = "gone", pgettext_lazy("work", "Removed")

    stage = models.ForeignKey(Stage, verbose_name=_("stage"), on_delete=models.CASCADE, related_name="works")
    kind = models.CharField(_("work"), max_length=8, choices=Kind.choices)
    status = models.CharField(_("state"), max_length=8, choices=Status.choices, default=Status.OWED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    said = models.TextField(_("remark"), blank=True)
    ordered_at = models.DateTimeField(_("ordered"), db_default=Now())
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ordered by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(_("done on"), null=True)
    kept_until = models.DateTimeField(_("kept until"), null=True)
    file = models.CharField(max_length=100, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[Any] = StageWorkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("work on a stage")
        verbose_name_plural = _("work on stages")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["stage", "kind"], condition=Q(status="owed"), name="stage_work_one_at_a_time")]

    def __str__(self) -> str:
        return f"{self.stage} · {self.get_kind_display()}"

    @property
    def progress(self) -> str:
        """How many of how many are through, for people to read."""
        return _("%(done)s of %(total)s") % {"done": self.done, "total": self.total} if self.total else "–"

    progress.fget.short_description = _("progress")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def has_file(self) -> bool:
        """Whether there is a file to be fetched."""
        return self.status == self.Status.DONE and bool(self.file)
