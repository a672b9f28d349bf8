"""The register: one row for each public body, and the history of what it was called and became."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def active(self) -> "InstitutionQuerySet":
        """Those that exist today."""
        return self.filter(status=Institution.Status.ACTIVE)

    def named(self, words: str) -> "InstitutionQuerySet":
        """Those in one of whose names, short names or code every one of ``words`` occurs; none when there are no words."""
        found = self if words.split() else self.none()
        for word in words.split():
            found = found.filter(
                Q(name_sw__icontains=word)
                | Q(name_en__icontains=word)
                | Q(short_name_sw__icontains=word)
                | Q(short_name_en__icontains=word)
                | Q(code__icontains=word)
            )
        return found

    def by_name(self, language: str) -> "InstitutionQuerySet":
        """In the order of their names in ``language``."""
        return self.order_by("name_en" if language == "en" else "name_sw", "pk")


class Institution(models.Model):
    """A public body on the register."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("Ministry")
        INDEPENDENT_DEPARTMENT = "independent_department", _("Independent department")
        AGENCY = "agency", _("Agency")
        REGION = "region", _("Region")
        LOCAL_AUTHORITY = "local_authority", _("Local authority")
        OTHER = "other", _("Other public body")

        @property
        def plural(self) -> str:
            """What several of this kind are called, in the active language."""
            return str(PLURALS[self])

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("Active")
        DORMANT = "DORMANT", _("Dormant")
        MERGED = "MERGED", _("Merged into another")
        ABOLISHED = "ABOLISHED", _("Abolished")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens."))],
        help_text=_("Short name in addresses, for example moha or bariadi-dc."),
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    parent = models.ForeignKey("self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    region = models.ForeignKey("self", verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name_sw = models.CharField(_("name in Swahili"), max_length=250)
    name_en = models.CharField(_("name in English"), max_length=250)
    short_name_sw = models.CharField(_("short name in Swahili"), max_length=60, blank=True)
    short_name_en = models.CharField(_("short name in English"), max_length=60, blank=True)
    logo = models.ImageField(_("logo"), upload_to="institutions/logos", blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    physical_address = models.CharField(_("physical address"), max_length=250, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, help_text=_("In international form, for example +255222112065."))
    website = models.URLField(_("earlier website"), blank=True)
    host = models.CharField(_("host name of the site"), max_length=190, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.ACTIVE)
    status_date = models.DateField(_("status since"))
    successor = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    objects = InstitutionQuerySet.as_manager()

    # What an institution's own manager keeps; names, kind and standing are the registrar's.
    DESCRIPTIVE = ("logo", "latitude", "longitude", "physical_address", "postal_address", "email", "phone", "website")

    class Meta:
        ordering = ["code"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        permissions = [
            ("describe_institution", "Can keep the contacts and logo of an institution"),
            ("rehost_institution", "Can move the site of an institution to another host name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="MERGED", successor__isnull=False) | (~Q(status="MERGED") & Q(successor__isnull=True)),
                name="institution_merged_has_successor",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="institution_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The full name in the active language."""
        return self.name_in(get_language() or settings.LANGUAGE_CODE)

    name.fget.short_description = _("name")  # type: ignore[attr-defined]  # the heading of a column

    def name_in(self, language: str) -> str:
        """The full name in ``sw`` or ``en``."""
        return self.name_en if language.startswith("en") else self.name_sw

    def short_name_in(self, language: str) -> str:
        """The short name in ``sw`` or ``en``, or the code in capitals where there is none."""
        short = self.short_name_en if language.startswith("en") else self.short_name_sw
        return short or self.code.upper()

    @property
    def institution(self) -> "Institution":
        """Itself: the register row belongs to the institution it describes."""
        return self


PLURALS = {
    Institution.Kind.MINISTRY: _("Ministries"),
    Institution.Kind.INDEPENDENT_DEPARTMENT: _("Independent departments"),
    Institution.Kind.AGENCY: _("Agencies"),
    Institution.Kind.REGION: _("Regions"),
    Institution.Kind.LOCAL_AUTHORITY: _("Local authorities"),
    Institution.Kind.OTHER: _("Other public bodies"),
}


class InstitutionChange(models.Model):
    """One change of the register, kept as history: what it was, what it became, and from when."""

    class What(models.TextChoices):
        REGISTERED = "REGISTERED", _("Registered")
        RENAMED = "RENAMED", _("Renamed")
        STATUS = "STATUS", _("Status changed")
        MERGED = "MERGED", _("Merged")
        AMENDED = "AMENDED", _("Details amended")

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=20, choices=What.choices)
    effective_date = models.DateField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["institution_id", "effective_date", "id"]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.what} {self.effective_date}"
