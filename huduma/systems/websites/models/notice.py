"""Notices at the top of every page of a site: an institution's own banner, and the nation's to all sites or to those of one kind.

The row is the truth. ``shown`` says how far the sites have followed it, so whatever a notice still owes them is found from the rows.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huduma.platform.asking.plans import Plan
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now


class SiteNoticeQuerySet(OwnedQuerySet):
    def in_force(self, now: datetime | None = None) -> "SiteNoticeQuerySet":
        """Those that visitors are to see at ``now`` (default: the database's own)."""
        return self.filter(_in_force(now or database_now()))

    def owed(self) -> "SiteNoticeQuerySet":
        """Those that began, ended or were withdrawn, and that some site does not yet show, or show no more, as it should."""
        due = _in_force(database_now())
        return self.filter((due & ~Q(shown=SiteNotice.Shown.EVERYWHERE)) | (~due & ~Q(shown=SiteNotice.Shown.NOWHERE)))


def _in_force(now: datetime) -> Q:
    return Q(withdrawn_at__isnull=True, starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


class SiteNotice(OwnedModel):
    """One notice. ``institution`` is whose banner it is; without one it is the nation's, to the sites of ``institution_kind`` or all."""

    class Kind(models.TextChoices):
        PLAIN = "plain", _("Information")
        BAD = "bad", _("Warning")
        MOURNING = "mourning", _("Mourning")

    class Shown(models.TextChoices):
        NOWHERE = "NOWHERE", _("On no site")
        SOMEWHERE = "SOMEWHERE", _("On some sites")
        EVERYWHERE = "EVERYWHERE", _("On all its sites")

    # The nation's notices have none, so no officer's scope includes them.
    institution = models.ForeignKey(  # type: ignore[assignment]
        Institution, verbose_name=_("institution"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    institution_kind = models.CharField(
        _("to the sites of"), max_length=30, choices=Institution.Kind.choices, blank=True, help_text=_("Leave empty for all sites.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PLAIN)
    text_sw = models.CharField(_("text in Swahili"), max_length=200, help_text=_("One or two short sentences."))
    text_en = models.CharField(_("text in English"), max_length=200)
    url = models.URLField(_("link"), max_length=300, blank=True, help_text=_("Where to read more; the whole address, with https://"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Leave empty to show it until you withdraw it."))
    published_at = models.DateTimeField(_("published"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("published by"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    corrected_at = models.DateTimeField(_("corrected"), null=True, editable=False)
    shown = models.CharField(_("on the sites"), max_length=10, choices=Shown.choices, default=Shown.NOWHERE, editable=False)

    WORDS = ("text_sw", "text_en", "url")  # what can still be corrected when it is published

    objects: ClassVar[Any] = OwnedManager.from_queryset(SiteNoticeQuerySet)()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("notice on websites")
        verbose_name_plural = _("notices on websites")
        permissions = [("proclaim_sitenotice", "Can put notices on the sites of all institutions")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="site_notice_ends_after_start"),
            models.CheckConstraint(condition=Q(institution__isnull=True) | Q(institution_kind=""), name="site_notice_one_audience"),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """A link is one that a browser may follow."""
        super().clean()
        if self.url and not self.url.startswith(("https://", "http://")):
            raise ValidationError({"url": _("Write the whole address, beginning with https://")})
        if self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("This is before the notice begins.")})

    def text_in(self, language: str) -> str:
        """The text in ``sw`` or ``en``."""
        return self.text_en if language.startswith("en") else self.text_sw

    @property
    def text(self) -> str:
        """The text in the active language."""
        return self.text_in(get_language() or settings.LANGUAGE_CODE)

    text.fget.short_description = _("text")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def rank(self) -> int:
        """How soon a visitor must see it, 0 first: a nation that mourns, then danger, the nation's before the institution's."""
        national = self.institution_id is None
        if self.kind == self.Kind.MOURNING:
            return 0 if national else 3
        if self.kind == self.Kind.BAD:
            return 1 if national else 2
        return ORDINARY if national else ORDINARY + 1

    def is_in_force(self, now: datetime) -> bool:
        """Whether visitors are to see it at ``now``."""
        return not self.withdrawn_at and self.starts_at <= now and (self.ends_at is None or self.ends_at > now)

    @property
    def is_over(self) -> bool:
        """Whether it was withdrawn or has ended: nothing more can be done with it."""
        return bool(self.withdrawn_at) or (self.ends_at is not None and self.ends_at <= timezone.now())

    @property
    def standing(self) -> str:
        """Where it stands now, for people to read: by this machine's clock, for a list must not ask the database for each row."""
        if self.withdrawn_at:
            return str(_("Withdrawn"))
        now = timezone.now()
        if self.starts_at > now:
            return str(_("Still to begin"))
        return str(_("Shown now")) if self.is_in_force(now) else str(_("Ended"))

    standing.fget.short_description = _("state")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def audience(self) -> str:
        """Whose sites show it, for people to read."""
        if self.institution_id:
            return str(self.institution)
        return Institution.Kind(self.institution_kind).plural if self.institution_kind else str(_("All sites"))

    audience.fget.short_description = _("to the sites of")  # type: ignore[attr-defined]

    def as_alert(self, language: str) -> dict[str, str]:
        """The notice as ``portal/base.html`` draws an alert."""
        return {"text": self.text_in(language), "url": self.url, "kind": "" if self.kind == self.Kind.PLAIN else self.kind}


ORDINARY = 4  # what the register says of an institution that is no more (``SiteMap``) comes before every ``rank`` from here on


# Written out because every page that is drawn asks, and hardly ever is there anything to decide: Django's compiler would cost ten times as
# much as the answer.
_MAY_BE_SHOWN = Plan(
    "huduma_notice",
    ["bigint", "text", "timestamptz"],
    """
    SELECT id FROM websites_sitenotice
    WHERE (institution_id = %s OR (institution_id IS NULL AND institution_kind IN ('', %s)))
    AND withdrawn_at IS NULL AND (ends_at IS NULL OR ends_at > %s)""",
)


def notice_for(institution: Institution) -> SiteNotice | None:
    """The one notice that visitors of the site of ``institution`` are to see now (one query, and more where there may be one).

    Read past every scope: drawing a site is the platform's own work, whoever set it off.
    """
    yesterday = timezone.now() - timedelta(days=1)  # no two clocks differ by more
    with connection.cursor() as cursor:
        _MAY_BE_SHOWN.ask(cursor, [institution.pk, institution.kind, connection.ops.adapt_datetimefield_value(yesterday)])
        found = [pk for (pk,) in cursor.fetchall()]
    if not found:
        return None
    with whole_nation():
        in_force = SiteNotice.objects.filter(pk__in=found).in_force()
        return min(in_force, key=lambda notice: (notice.rank, -notice.starts_at.timestamp(), -notice.pk), default=None)
