"""Domain names that institutions have of their own, and the proof that they do: a record in the DNS that only who controls it can set."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.platform.jobs.models import database_now

LONGEST_NAME = 190  # as of every host
RECORD_LABEL, RECORD_KEY = "_huduma", "huduma-proof"


class SiteDomainQuerySet(OwnedQuerySet):
    def due(self) -> "SiteDomainQuerySet":
        """Those whose record is to be looked for now."""
        return self.filter(check_at__lte=database_now())

    def proven(self) -> "SiteDomainQuerySet":
        """Those of which the last answer of the DNS was the proof."""
        return self.filter(proven_at__isnull=False, lost_at__isnull=True)

    def lost(self) -> "SiteDomainQuerySet":
        """Those that were proven, and whose proof is no longer there."""
        return self.filter(lost_at__isnull=False)


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(24)


class SiteDomain(OwnedModel):
    """One name that an institution says is its own: claimed at first, *proven* from the first answer with its token, *lost* while that
    is missing. A lost name goes on serving until the agency decides otherwise.
    """

    class Fault(models.TextChoices):
        MISSING = "missing", _("The record is not there. A new record may need some hours to be seen everywhere.")
        OTHER = "other", _("There is a record of that name, but with another text.")
        UNREACHABLE = "unreachable", _("The servers of this domain did not answer. We try again.")
        TAKEN = "taken", _("The record is there, but the website of another institution uses this name. The agency decides.")

    name = models.CharField(
        _("domain name"), max_length=LONGEST_NAME, help_text=_("For example afya.go.tz, without https:// and without a path.")
    )
    token = models.CharField(max_length=64, default=new_token, editable=False)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    proven_at = models.DateTimeField(_("proven on"), null=True, editable=False)
    lost_at = models.DateTimeField(_("proof missing since"), null=True, editable=False)
    checked_at = models.DateTimeField(_("last looked for"), null=True, editable=False)
    check_at = models.DateTimeField(null=True, editable=False, db_index=True, help_text="When to look next; null: only when asked to.")
    fault = models.CharField(_("what was found"), max_length=20, choices=Fault.choices, blank=True, editable=False)

    objects: ClassVar[Any] = OwnedManager.from_queryset(SiteDomainQuerySet)()

    class Meta:
        base_manager_name = "objects"
        ordering = ["name"]
        verbose_name = _("domain name of a website")
        verbose_name_plural = _("domain names of websites")
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"],
                name="site_domain_once",
                violation_error_message=_("The institution has added this name already."),
            ),
            models.UniqueConstraint(fields=["name"], condition=Q(proven_at__isnull=False), name="site_domain_proven_by_one"),
            models.CheckConstraint(condition=Q(lost_at__isnull=True) | Q(proven_at__isnull=False), name="site_domain_lost_was_proven"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def record_name(self) -> str:
        """Where the record is to be set."""
        return f"{RECORD_LABEL}.{self.name}"

    record_name.fget.short_description = _("name of the record (TXT)")  # type: ignore[attr-defined]  # the heading of a row

    @property
    def record_text(self) -> str:
        """What the record is to say."""
        return f"{RECORD_KEY}={self.token}"

    record_text.fget.short_description = _("text of the record")  # type: ignore[attr-defined]

    @property
    def is_proven(self) -> bool:
        """Whether the last answer of the DNS was the proof."""
        return self.proven_at is not None and self.lost_at is None

    @property
    def is_main(self) -> bool:
        """Whether the site is at this name."""
        return self.institution.host == self.name

    @property
    def standing(self) -> str:
        """How the proof stands, for people to read."""
        if self.lost_at:
            return str(pgettext_lazy("domain name", "The proof is missing"))
        return str(pgettext_lazy("domain name", "Proven") if self.proven_at else pgettext_lazy("domain name", "Not proven yet"))

    standing.fget.short_description = _("state")  # type: ignore[attr-defined]

    @property
    def use(self) -> str:
        """What the name does for visitors, for people to read."""
        if self.is_main:
            return str(_("The address of the website"))
        return str(_("Leads to the website")) if self.proven_at else ""

    use.fget.short_description = _("use")  # type: ignore[attr-defined]
