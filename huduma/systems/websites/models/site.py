"""Whether an institution has its site: work owed is a row."""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution, InstitutionChange
from huduma.systems.websites.rendering.look import look


class InstitutionSiteQuerySet(models.QuerySet["InstitutionSite"]):
    def owed(self) -> "InstitutionSiteQuerySet":
        """Those still to be made."""
        return self.filter(status=InstitutionSite.Status.OWED)

    def made(self) -> "InstitutionSiteQuerySet":
        """Those that are there."""
        return self.filter(status=InstitutionSite.Status.MADE)

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

    objects = InstitutionSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("website of an institution")
        verbose_name_plural = _("websites of institutions")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OWED", made_at__isnull=True) | Q(status="MADE", made_at__isnull=False),
                name="institution_site_made_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.status}"
