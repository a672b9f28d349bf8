"""Whether an institution has its site: work owed is a row."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution, InstitutionChange
from huduma.platform.jobs.models import database_now
from huduma.platform.portal.addresses import origin
from huduma.systems.websites.rendering.look import look

LONGEST_REASON = 300  # characters
LINKS_EVERY = timedelta(days=1)


class InstitutionSiteQuerySet(models.QuerySet["InstitutionSite"]):
    def owed(self) -> "InstitutionSiteQuerySet":
        """Those still to be made."""
        return self.filter(status=InstitutionSite.Status.OWED)

    def made(self) -> "InstitutionSiteQuerySet":
        """Those that are there."""
        return self.filter(status=InstitutionSite.Status.MADE)

    def links_due(self) -> "InstitutionSiteQuerySet":
        """Those whose links were not looked at for a day."""
        due = Q(links_checked_at__isnull=True) | Q(links_checked_at__lte=database_now() - LINKS_EVERY)
        return self.made().filter(due)

    def frozen(self) -> "InstitutionSiteQuerySet":
        """Those that the agency has frozen: read, and not changed."""
        return self.filter(frozen_at__isnull=False)

    def latest_changes(self, institutions: Sequence[int]) -> dict[int, int]:
        """The primary key of the last change on the register that the site of each of ``institutions`` (primary keys) shows.

        A site shows its own institution, the one it comes under, and the one it was merged into.
        """
        return dict(self.filter(pk__in=institutions).values_list("pk", _latest_change()))

    def behind(self) -> "InstitutionSiteQuerySet":
        """Those that were drawn before the last change that they should show, or by a release that draws differently."""
        return self.made().filter(Q(GreaterThan(_latest_change(), F("drawn_change"))) | ~Q(drawn_look=look()))


def _latest_change() -> Coalesce:
    own = OuterRef("institution")
    shown = Q(institution=own) | Q(institution__children=own) | Q(institution__predecessors=own)
    newest = InstitutionChange.objects.filter(shown).order_by("-pk").values("pk")[:1]
    return Coalesce(Subquery(newest), 0)


class InstitutionSite(models.Model):
    """The site of one institution: owed until all of it is there, made from then on."""

    class Status(models.TextChoices):
        OWED = "OWED", _("To be made")
        MADE = "MADE", _("Made")

    institution = models.OneToOneField(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OWED)
    owed_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(_("made on"), null=True, blank=True)
    drawn_change = models.PositiveBigIntegerField(
        default=0, help_text="Primary key of the institution's last change on the register that the site shows."
    )
    drawn_look = models.CharField(max_length=32, default="", editable=False, help_text="rendering.look.look() of the release that drew it.")

    frozen_at = models.DateTimeField(_("frozen since"), null=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("frozen by"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    frozen_reason = models.CharField(_("reason for freezing"), max_length=LONGEST_REASON, blank=True, editable=False)

    links_checked_at = models.DateTimeField(null=True, editable=False, help_text="When its pages' links were last looked at.")

    reviews_due = models.PositiveIntegerField(
        _("pages to look at"), default=0, editable=False, help_text="Counted daily and whenever somebody reviews or publishes a page."
    )

    objects = InstitutionSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("website of an institution")
        verbose_name_plural = _("websites of institutions")
        default_permissions = ("view",)
        permissions = [
            ("freeze_institutionsite", "Can freeze the website of an institution"),
            ("order_institutionsite", "Can order the website of an institution"),
            ("invite_institutionsite", "Can invite people to work on the website of an institution"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, frozen_reason="") | (Q(frozen_at__isnull=False) & ~Q(frozen_reason="")),
                name="institution_site_frozen_why",
            ),
            models.CheckConstraint(
                condition=Q(status="OWED", made_at__isnull=True) | Q(status="MADE", made_at__isnull=False),
                name="institution_site_made_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)

    @property
    def standing(self) -> str:
        """How the site is, for people to read."""
        if self.frozen_at:
            return str(_("Frozen"))
        return str(_("Open")) if self.status == self.Status.MADE else self.get_status_display()

    standing.fget.short_description = _("state")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def address(self) -> str:
        """Where visitors read the site."""
        return origin(self.institution.host)

    address.fget.short_description = _("address")  # type: ignore[attr-defined]
