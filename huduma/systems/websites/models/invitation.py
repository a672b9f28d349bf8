"""Invitations to work on an institution's site: a letter with a link that is good once and for some days."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huduma.platform.contributions.role import roles
from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.platform.jobs.models import database_now

GOOD_FOR = timedelta(days=14)
INVITED_AS = ("websites.editor", "websites.moderator")


def new_token() -> str:
    """What the letter's link ends with, which nobody can guess."""
    return secrets.token_urlsafe(24)


def digest_of_token(token: str) -> str:
    """All that is kept of a token: whoever reads the table cannot follow its links."""
    return sha256(token.encode()).hexdigest()


class EditorInvitationQuerySet(OwnedQuerySet):
    def waiting(self) -> "EditorInvitationQuerySet":
        """Those that can still be accepted."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=database_now())

    def with_token(self, token: str) -> "EditorInvitationQuerySet":
        """The one whose letter held ``token``."""
        return self.filter(token_digest=digest_of_token(token))


class EditorInvitation(OwnedModel):
    """Somebody was asked to work on an institution's site. They are appointed when they accept, which proves that the address is theirs."""

    email = models.EmailField(_("e-mail"))
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField(_("invited"), default=database_now, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("invited by"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(_("good until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True
    objects: ClassVar[Any] = OwnedManager.from_queryset(EditorInvitationQuerySet)()

    class Meta(OwnedModel.Meta):
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ()
        indexes = [
            models.Index(fields=["email", "invited_at"], name="invitation_to"),
            models.Index(fields=["invited_by", "invited_at"], name="invitation_by"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "email", "role"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_once",
            ),
            models.CheckConstraint(condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_one_end"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def role_label(self) -> str:
        """The role's name in the active language."""
        return str(roles[self.role].label) if self.role in roles else self.role

    role_label.fget.short_description = _("role")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > database_now()

    @property
    def last_day(self) -> str:
        """The day until which it can be accepted, for people to read."""
        return date_format(localtime(self.expires_at), "j F Y")

    @property
    def standing(self) -> str:
        """How it stands, for people to read."""
        if self.accepted_at:
            return str(pgettext_lazy("invitation", "Accepted"))
        if self.withdrawn_at:
            return str(pgettext_lazy("invitation", "Withdrawn"))
        return str(pgettext_lazy("invitation", "Waiting") if self.is_waiting else pgettext_lazy("invitation", "Not accepted in time"))

    standing.fget.short_description = _("state")  # type: ignore[attr-defined]
