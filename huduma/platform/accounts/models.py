"""People."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from huduma.platform.institutions.models import Appointment

from .names import validate_name


class PersonQuerySet(models.QuerySet["Person"]):
    def officers(self) -> "PersonQuerySet":
        """Those who act for an institution today, and the operators."""
        with scopes_disabled():
            appointed = Appointment.objects.in_force().filter(person=OuterRef("pk"))
        return self.filter(Q(is_superuser=True) | Exists(appointed), is_active=True)

    def with_contact(self, address: str) -> "PersonQuerySet":
        """Those who have the e-mail address or phone number, in normal form, proved or not."""
        return self.filter(Q(email=address) | Q(phone=address) | Q(emailaddress__email=address)).distinct()

    def finished(self) -> "PersonQuerySet":
        """Those whose sign-up was finished: they proved a contact, signed in, or were made what they are by somebody else."""
        proved = Q(phone_verified=True) | Q(emailaddress__verified=True) | Q(last_login__isnull=False)
        return self.filter(proved | Q(is_superuser=True) | Q(appointments__isnull=False) | Q(erased_at__isnull=False)).distinct()

    def open(self) -> "PersonQuerySet":
        """Those who can sign in: finished, and neither locked out nor closed."""
        return self.finished().filter(is_active=True)

    def unfinished(self) -> "PersonQuerySet":
        """Sign-ups whose contact was never proved: the contact's owner may take it from them, and a sweep removes them."""
        return self.exclude(pk__in=self.model.objects.finished().values("pk"))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "Person":
        """Make an account with an e-mail address, a phone number, or both."""
        person = self.model(email=(email or "").lower() or None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Make an account with every permission; for the first operator of an installation."""
        return self.create_user(email, password, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """A citizen or an officer: the same account, whatever they are appointed to."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=150, blank=True, validators=[validate_name])
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    phone = models.CharField(
        _("phone"), max_length=16, null=True, blank=True, unique=True, help_text=_("MSISDN in E.164, for example +255712345678.")
    )
    phone_verified = models.BooleanField(default=False)
    language = models.CharField(_("language"), max_length=2, choices=[("sw", "Kiswahili"), ("en", "English")], default="sw")
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)  # raising it makes every session of theirs invalid

    objects = PersonManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_case_insensitive"),
            models.CheckConstraint(condition=~Q(email="") & ~Q(phone=""), name="person_contacts_null_not_empty"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(full_name="", email__isnull=True, phone__isnull=True, is_active=False),
                name="person_erased_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.get_username()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An absent contact is NULL, however a form or a library wrote it, for two absent ones must not collide."""
        self.email, self.phone = self.email or None, self.phone or None
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Nothing: Django's own would write what the person signs in with, which may be a phone number, into the e-mail field."""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session keeps and compares: it ends with the password, and when all sessions are ended."""
        base = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return salted_hmac("huduma.accounts.sessions", f"{base}{self.sessions_ended}", secret=secret, algorithm="sha256").hexdigest()

    def get_username(self) -> str:
        """What the person signs in with: the e-mail address, else the phone number."""
        return self.email or self.phone or str(self.public_id)

    def get_full_name(self) -> str:
        """The name as the person writes it."""
        return self.full_name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.full_name.split(" ")[0]


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> "ConsentQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """What a person agreed to, in which words, from when until when (see ``consents.py``)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["person_id", "purpose", "given_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_in_force_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}"


class Tally(models.Model):
    """How often something was tried lately; the key is a keyed hash of what and by whom (see ``limits.py``)."""

    key = models.CharField(max_length=64, primary_key=True)
    tried_at = models.JSONField(default=list, help_text="Instants in seconds since the epoch by the database's clock, latest first.")
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:8]
