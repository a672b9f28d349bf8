"""People who seek work: one profile each, with which they apply many times."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from huduma.platform.asking.ready import Ready
from huduma.platform.institutions.models import Institution

SECTIONS = ("education", "registrations", "languages", "experience", "training", "referees")  # lists in a profile, besides the documents


class Sex(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")


ACTIVE_FOR = timedelta(days=730)  # 24 months, as the published definition says


class SeekerQuerySet(models.QuerySet["Seeker"]):
    def active(self) -> "SeekerQuerySet":
        """Those who signed in, changed something or applied within ``ACTIVE_FOR``, by the database's clock."""
        return self.filter(erased_at__isnull=True, active_at__gte=Now() - ACTIVE_FOR)

    def inactive(self) -> "SeekerQuerySet":
        """All others; an erased one is never active again."""
        return self.filter(Q(erased_at__isnull=False) | Q(active_at__lt=Now() - ACTIVE_FOR))

    def to_note_as_active(self) -> "SeekerQuerySet":
        """Those whose last activity is a day old or more: to the day is near enough, and spares a write at each sign-in."""
        return self.filter(erased_at__isnull=True, active_at__lt=Now() - timedelta(days=1))


class Seeker(models.Model):
    """A person's profile. ``profile`` is what the criteria judge (``criteria``): ``born``, ``citizenship`` and the lists of ``SECTIONS``.

    ``nin_hash`` is a keyed hash, unique: one person, one account. An erased one keeps sex and region, so that counts stay true.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nin_encrypted = models.TextField(blank=True, editable=False)
    nin_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    nin_checked_at = models.DateTimeField(null=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    region = models.ForeignKey(
        Institution, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # of residence: interviews are held near it
    district = models.CharField(_("district"), max_length=100, blank=True)
    ward = models.CharField(_("ward"), max_length=100, blank=True)
    employer = models.ForeignKey(
        Institution, verbose_name=_("employer"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # of one who serves in the public service already
    profile = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    active_at = models.DateTimeField(_("last active"), db_default=Now())
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = SeekerQuerySet.as_manager()

    class Meta:
        verbose_name = _("job seeker")
        verbose_name_plural = _("job seekers")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["active_at"], name="seeker_active")]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(full_name="", nin_encrypted="", nin_hash__isnull=True, district="", ward=""),
                name="seeker_erased_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_identified(self) -> bool:
        """Whether the national id authority said who this is: name, sex and day of birth are then its words."""
        return self.nin_checked_at is not None

    def as_profile(self) -> dict[str, Any]:
        """The profile with the kinds of the documents that are there, as the criteria judge it and an application freezes it."""
        told = [
            {"public_id": str(document.public_id), "kind": document.kind, "name": document.name, "digest": document.digest}
            for document in _DOCUMENTS.ask(self.pk)
        ]
        return {**self.profile, "documents": told}


class SeekerDocumentQuerySet(models.QuerySet["SeekerDocument"]):
    def shown(self) -> "SeekerDocumentQuerySet":
        """Those that their owner has, and has not removed."""
        return self.filter(removed_at__isnull=True)


class SeekerDocument(models.Model):
    """A certificate: private, and named by an application as it was when that was sent.

    One that its owner removes while an application names it is only hidden from the profile: who sifts has to see what was sent. It goes
    with what the last such application says.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seeker = models.ForeignKey(Seeker, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=30)
    name = models.CharField(_("file"), max_length=150)
    file = models.FileField(max_length=200)
    size = models.PositiveIntegerField(_("size"))  # bytes
    digest = models.CharField(max_length=64)  # SHA-256 of the content, hexadecimal
    uploaded_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = SeekerDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["seeker", "digest", "kind"], name="seeker_document_once")]

    def __str__(self) -> str:
        return self.name


def _documents_of(seeker: int) -> models.QuerySet[SeekerDocument]:
    shown = SeekerDocument.objects.shown().filter(seeker=seeker)
    return shown.order_by("kind", "pk").only("public_id", "kind", "name", "digest")


_DOCUMENTS = Ready(_documents_of, -1)
