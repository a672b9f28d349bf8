"""Work on all applicants of a stage, which takes longer than a request may: owed as a row, with its progress."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from huduma.platform.jobs.models import database_now
from huduma.platform.uploads.passing import passing_name

from .interview import Stage
from .work import Work, WorkQuerySet

KEPT = timedelta(days=7)


class StageWorkQuerySet(WorkQuerySet):
    def over(self) -> "StageWorkQuerySet":
        """Files that have been kept long enough."""
        return self.filter(status=StageWork.Status.DONE, kept_until__lte=database_now())


def new_file(ending: str) -> str:
    """A name in the storage that nobody can guess."""
    return passing_name(f"{get_random_string(32)}.{ending}")


class StageWork(Work):
    """One thing done with all applicants of a stage. ``file`` is the name in the storage of what was made: letters of all, kept for some
    days."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call the applicants")
        LETTERS = "letters", _("Call letters of all, in one file")
        EACH = "each", _("Call letters, a file each (ZIP)")
        SETTLE = "settle", _("Work out the marks")
        MERIT = "merit", _("Recommend by merit")  # all who passed the last stage

    stage = models.ForeignKey(Stage, verbose_name=_("stage"), on_delete=models.CASCADE, related_name="works")
    kind = models.CharField(_("work"), max_length=8, choices=Kind.choices)
    reserve_until = models.DateField(_("The reserve is kept until"), null=True)  # of MERIT
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
    def has_file(self) -> bool:
        """Whether there is a file to be fetched."""
        return self.status == self.Status.DONE and bool(self.file)
