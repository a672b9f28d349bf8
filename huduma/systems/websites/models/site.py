"""Whether an institution has its site: work owed is a row."""

from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution, InstitutionChange


class InstitutionSiteQuerySet(models.QuerySet["InstitutionSite"]):
    def owed(self) -> "InstitutionSiteQuerySet":
        """Those still to be made."""
        return self.filter(status=InstitutionSite.Status.OWED)

    def behind(self) -> "InstitutionSiteQuerySet":
        """Those still to be made, and those whose institution was changed on the register since its site was drawn."""
        changes = InstitutionChange.objects.filter(institution=OuterRef("institution")).order_by()
        latest = Subquery(changes.values("institution").annotate(latest=Max("pk")).values("latest"))
        return self.annotate(latest=Coalesce(latest, 0)).filter(Q(status=InstitutionSite.Status.OWED) | Q(latest__gt=F("drawn_change")))


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
