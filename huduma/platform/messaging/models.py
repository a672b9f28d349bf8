"""The outbox: every text the platform owes or has sent, one row each."""

import uuid
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.notice import notices
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.owned import OwnedManager, OwnedQuerySet

LEASE = timedelta(minutes=5)  # longer than any conversation with a gateway may last


class MessageQuerySet(OwnedQuerySet):
    def owed(self, at: datetime | None = None) -> "MessageQuerySet":
        """Those that wait for a try that is due."""
        return self.filter(status=Message.Status.QUEUED, next_attempt_at__lte=at or timezone.now())

    def secret(self) -> "MessageQuerySet":
        """Those whose text only their receiver may ever see."""
        return self.filter(notice__in=[notice.key for notice in notices if notice.secret])

    def stale(self) -> "MessageQuerySet":
        """Secret ones that wait for so long that what they say is no good any more."""
        now = timezone.now()
        too_old = [Q(notice=notice.key, created_at__lt=now - notice.good_for) for notice in notices if notice.secret]
        return self.filter(reduce(or_, too_old), status=Message.Status.QUEUED)

    def abandoned(self) -> "MessageQuerySet":
        """Those whose sender died on the way: taken up longer ago than any try may last."""
        return self.filter(status__in=[Message.Status.TAKEN, Message.Status.HANDED_OVER], taken_at__lt=timezone.now() - LEASE)


class Message(models.Model):
    """One text to one address on one channel. The row is the truth; the queue only says that somebody should look at it."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")

    class Status(models.TextChoices):
        QUEUED = "QUEUED", _("Waiting")
        TAKEN = "TAKEN", _("Being sent")
        HANDED_OVER = "HANDED_OVER", _("Being handed over")
        SENT = "SENT", _("Sent")
        REFUSED = "REFUSED", _("Refused")
        DEAD = "DEAD", _("Given up")
        UNCERTAIN = "UNCERTAIN", _("Unknown whether it arrived")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True, help_text="Idempotency key: the second send with it is the first one's answer.")
    notice = models.CharField(_("notice"), max_length=100)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=254, help_text="An e-mail address, or an MSISDN in E.164.")
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    body = models.TextField(_("text"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True, help_text="What the gateway calls it.")
    error = models.CharField(_("reason"), max_length=500, blank=True)
    expunged_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = OwnedManager.from_queryset(MessageQuerySet)()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(status="QUEUED"), name="message_owed"),
            models.Index(fields=["taken_at"], condition=Q(status__in=["TAKEN", "HANDED_OVER"]), name="message_taken"),
            models.Index(fields=["-created_at"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.public_id}"

    @property
    def is_secret(self) -> bool:
        """Whether only its receiver may ever see its text, which is therefore not kept."""
        return self.notice in notices and notices[self.notice].secret

    @property
    def is_stale(self) -> bool:
        """Whether it is a secret that is no good any more."""
        return self.is_secret and self.created_at < timezone.now() - notices[self.notice].good_for

    @property
    def can_be_resent(self) -> bool:
        """Whether it did not arrive, or may not have, and its text is still kept."""
        return self.status in UNDELIVERED and self.expunged_at is None and not self.is_secret

    @property
    def status_label(self) -> str:
        """What became of it, in the active language."""
        return self.get_status_display()

    status_label.fget.short_description = _("status")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def channel_label(self) -> str:
        """E-mail or SMS, in the active language."""
        return self.get_channel_display()

    channel_label.fget.short_description = _("channel")  # type: ignore[attr-defined]


UNDELIVERED = (Message.Status.REFUSED, Message.Status.DEAD, Message.Status.UNCERTAIN)
