"""A website handed out whole: one archive, ordered, made in the background, kept for some days, gone."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.crypto import get_random_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.platform.jobs.models import database_now
from huduma.platform.uploads.passing import passing_name

KEPT = timedelta(days=7)


class SiteExportQuerySet(OwnedQuerySet):
    def owed(self) -> "SiteExportQuerySet":
        """Those still to be made."""
        return self.filter(status=SiteExport.Status.OWED)

    def over(self) -> "SiteExportQuerySet":
        """Those whose archive has been kept long enough."""
        return self.filter(status=SiteExport.Status.MADE, kept_until__lte=database_now())


def new_file() -> str:
    """A name in the storage that nobody can guess."""
    return passing_name(f"{get_random_string(32)}.zip")


class SiteExport(OwnedModel):
    """One archive of one institution's site. ``file`` is its name in the storage, which nobody can guess and no address leads to."""

    class Status(models.TextChoices):
        OWED = "OWED", pgettext_lazy("archive", "Being made")
        MADE = "MADE", pgettext_lazy("archive", "Ready")
        GONE = "GONE", pgettext_lazy("archive", "Removed")

    drafts = models.BooleanField(_("with drafts"), default=False)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.OWED, editable=False)
    ordered_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ordered by"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made on"), null=True, editable=False)
    kept_until = models.DateTimeField(_("kept until"), null=True, editable=False)
    file = models.CharField(max_length=100, default=new_file, editable=False)
    bytes = models.PositiveBigIntegerField(default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    objects: ClassVar[Any] = OwnedManager.from_queryset(SiteExportQuerySet)()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("archive of a website")
        verbose_name_plural = _("archives of websites")
        default_permissions = ("add", "view")
        constraints = [
            models.UniqueConstraint(fields=["institution"], condition=Q(status="OWED"), name="site_export_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(status="OWED", made_at__isnull=True, kept_until__isnull=True)
                | (~Q(status="OWED") & Q(made_at__isnull=False, kept_until__isnull=False)),
                name="site_export_made_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)

    @property
    def size(self) -> str:
        """How large the archive is, for people to read; empty where there is none yet."""
        return str(filesizeformat(self.bytes)) if self.bytes else ""

    size.fget.short_description = _("size")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def last_day(self) -> str:
        """Until when it is kept, for people to read."""
        return date_format(localtime(self.kept_until), "DATETIME_FORMAT") if self.kept_until else ""

    last_day.fget.short_description = _("kept until")  # type: ignore[attr-defined]

    @property
    def download_name(self) -> str:
        """The name under which a browser saves it: ``moha-2026-03-14.zip``."""
        return f"{self.institution.code}-{self.made_at:%Y-%m-%d}.zip" if self.made_at else f"{self.institution.code}.zip"
