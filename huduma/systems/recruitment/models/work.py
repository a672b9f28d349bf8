"""Work on many applications at once: owed as a row, done by the worker, and followed by its progress."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy


class WorkStatus(models.TextChoices):
    OWED = "owed", pgettext_lazy("work", "Being done")
    DONE = "done", pgettext_lazy("work", "Done")
    REFUSED = "refused", pgettext_lazy("work", "Not done")
    GONE = "gone", pgettext_lazy("work", "Removed")  # what it made was kept long enough


class WorkQuerySet(models.QuerySet[Any]):
    def owed(self) -> "WorkQuerySet":
        """What is still to be done."""
        return self.filter(status=WorkStatus.OWED)


class Work(models.Model):
    """The base of such rows. ``done`` of ``total`` are through; ``said`` is why it was refused."""

    Status = WorkStatus

    status = models.CharField(gettext_lazy("state"), max_length=8, choices=WorkStatus.choices, default=WorkStatus.OWED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    said = models.TextField(gettext_lazy("remark"), blank=True)
    ordered_at = models.DateTimeField(gettext_lazy("ordered"), db_default=Now())
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=gettext_lazy("ordered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(gettext_lazy("done on"), null=True)

    objects: ClassVar[Any] = WorkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def progress(self) -> str:
        """How many of how many are through, for people to read."""
        return _("%(done)s of %(total)s") % {"done": intcomma(self.done), "total": intcomma(self.total)} if self.total else "–"

    progress.fget.short_description = gettext_lazy("progress")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def percent(self) -> int:
        """How much of it is through."""
        nothing = 0 if self.status == WorkStatus.OWED else 100
        return 100 * self.done // self.total if self.total else nothing
