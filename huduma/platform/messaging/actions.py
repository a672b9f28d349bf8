"""Sending: the owed row is written with the change that owes it; a job carries it; what became of it is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.contributions.notice import notices
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.sweep import owe, owe_new

from .gateways import Gateway, Permanent, Temporary, Unknown
from .models import UNDELIVERED, Message

MAX_ATTEMPTS = 12  # with the waits below: given up after about a day and a half
TOO_LATE = "its text was no good any more, or gone, before it could be sent"
_WAITS = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1)]


NO_TEXT = {"subject": "", "body": ""}
_AT_ONCE = 500  # rows in one statement


class CannotResend(ValueError):
    """The message is on its way or has arrived."""


@transaction.atomic
def send(
    *,
    notice: str,
    channel: str,
    language: str,
    context: dict[str, Any],
    key: str,
    by: Any,
    to: Any = None,
    address: str = "",
    institution: Institution | None = None,
) -> Message:
    """Owe one message, in the caller's transaction; a second call with the same ``key`` returns the first one's row.

    ``notice`` is a registered notice and ``channel`` one of its channels (``email`` or ``sms``); ``to`` is a person, or ``address``
    an e-mail address or MSISDN in E.164; ``language`` is ``sw`` or ``en``; ``context`` fills the notice's template.
    Raises ``ValidationError`` when there is no usable address, ``KeyError`` when the notice is unknown.
    """
    if channel not in notices[notice].channels:
        raise ValueError(f"notice {notice!r} has no {channel} text")
    address = address or _address_of(to, channel)
    subject, body = _write(notice, channel, language, context)
    return put_in_outbox(notice, channel, language, subject, body, address, key, person=to, institution=institution)


def put_in_outbox(notice: str, channel: str, language: str, subject: str, body: str, address: str, key: str, **owner: Any) -> Message:
    """Owe a text that is already composed; see ``send`` for the meaning of each part."""
    # The row is the record of who was told what, so it needs no audit entry beside it.
    message = _composed(notice, channel, language, subject, body, address, key, **owner)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        with whole_nation():
            return Message.objects.get(key=key)
    owe("messaging.outbox", message.pk, urgent=message.is_secret)  # a code is no good any more once thousands of receipts are sent
    return message


@dataclass(frozen=True)
class Outgoing:
    """One of many messages that are owed together; see ``send`` for the meaning of each part."""

    notice: str
    channel: str
    language: str
    context: dict[str, Any]
    key: str
    to: Any
    institution: Institution | None = None


@transaction.atomic(savepoint=False)
def send_many(*, messages: Iterable[Outgoing], by: Any) -> int:
    """Owe many messages, in the caller's transaction and in few statements; returns how many were not owed before.

    A message whose key is known already is left as it is, one whose receiver has no usable address is left out.
    """
    rest, owed = iter(messages), 0
    with whole_nation():
        while chunk := list(islice(rest, _AT_ONCE)):
            rows = {row.key: row for row in map(_row, chunk) if row is not None}
            known = set(Message.objects.filter(key__in=rows).values_list("key", flat=True))
            made = Message.objects.bulk_create(row for key, row in rows.items() if key not in known)
            owe_new("messaging.outbox", [row.pk for row in made])
            owed += len(made)
    return owed


def _row(one: Outgoing) -> Message | None:
    subject, body = _write(one.notice, one.channel, one.language, one.context)
    address, owner = _address_of(one.to, one.channel), {"person": one.to, "institution": one.institution}
    try:
        return _composed(one.notice, one.channel, one.language, subject, body, address, one.key, **owner)
    except ValidationError:
        return None


def _composed(notice: str, channel: str, language: str, subject: str, body: str, address: str, key: str, **owner: Any) -> Message:
    """The row of a message, not saved. Raises ``ValidationError`` when there is no usable address."""
    _check_address(channel, address)
    return Message(
        key=key,
        notice=notice,
        channel=channel,
        language=language,
        subject=" ".join(subject.replace("\0", "").split())[:250],  # PostgreSQL stores no NUL
        body=body.replace("\0", ""),
        address=address,
        **owner,
    )


def _address_of(person: Any, channel: str) -> str:
    return ((person.email if channel == Message.Channel.EMAIL else person.phone) if person else "") or ""


def carry(*, message_id: int, by: Any = None) -> None:
    """Try to send one owed message, and write down what became of it. Does nothing when it is not owed (any more).

    Not one transaction on purpose: that it is being handed over has to be on record before the gateway hears of it.
    """
    with whole_nation():
        taken = Message.objects.owed().filter(pk=message_id).update(status=Message.Status.TAKEN, taken_at=timezone.now())
        if not taken:
            return
        message = Message.objects.get(pk=message_id)
        if message.expunged_at or message.is_stale:
            _settle(message, Message.Status.DEAD, error=TOO_LATE)
            return
        try:
            accepted = gateway_of(message.channel).send(message, lambda: _mark_handed_over(message))
        except Temporary as error:
            _put_back(message, str(error))
        except Permanent as error:
            _settle(message, Message.Status.REFUSED, error=str(error))
        except Unknown as error:
            _settle(message, Message.Status.UNCERTAIN, error=str(error))
        else:
            _settle(message, Message.Status.SENT, reference=accepted.reference)


@transaction.atomic
def recover(*, by: Any = None) -> int:
    """Settle what a killed sender left behind, and return how many.

    What was surely not handed over is owed again; of the rest nobody knows, and that is what is written down. A code that nobody
    could send in time is given up.
    """
    now = timezone.now()
    with whole_nation():
        abandoned = Message.objects.abandoned()
        again = abandoned.filter(status=Message.Status.TAKEN).update(status=Message.Status.QUEUED)
        unknown = {
            "status": Message.Status.UNCERTAIN,
            "settled_at": now,
            "error": "the sender was stopped while it handed the message over",
        }
        handed_over = abandoned.filter(status=Message.Status.HANDED_OVER)
        perhaps = handed_over.secret().update(**unknown, **NO_TEXT) + handed_over.update(**unknown)
        Message.objects.stale().update(status=Message.Status.DEAD, settled_at=now, error=TOO_LATE, **NO_TEXT)
        return again + perhaps


@transaction.atomic
def resend(*, message: Message, by: Any) -> None:
    """Owe a refused, given-up or uncertain message once more. Raises ``CannotResend`` for any other, an expunged one, or a code."""
    if message.is_secret:
        raise CannotResend(_("A code is not sent again: the person asks for a new one."))
    changed = Message.objects.filter(pk=message.pk, status__in=UNDELIVERED, expunged_at__isnull=True).update(
        status=Message.Status.QUEUED, attempts=0, next_attempt_at=timezone.now(), settled_at=None, error=""
    )
    if not changed:
        raise CannotResend(_("Only a message that was refused, given up or uncertain, and whose text is still kept, can be sent again."))
    owe("messaging.outbox", message.pk)
    record(subject=message, verb="messaging.resend", by=by)


@transaction.atomic
def expunge(*, by: Any = None) -> int:
    """Remove the texts and addresses of messages settled longer ago than they are kept; the rows stay and are counted."""
    with whole_nation():
        old = Message.objects.filter(settled_at__lt=timezone.now() - settings.MESSAGES_KEPT, expunged_at__isnull=True)
        return old.update(body="", subject="", address="", expunged_at=timezone.now())


def gateway_of(channel: str) -> Gateway:
    """The gateway that carries ``channel``, as the operator set it."""
    return import_string(settings.MESSAGE_GATEWAYS[channel])()


def _write(notice: str, channel: str, language: str, context: dict[str, Any]) -> tuple[str, str]:
    ending = "sms" if channel == Message.Channel.SMS else "txt"
    with translation.override(language):
        text = render_to_string(f"notices/{notice}.{language}.{ending}", context).strip()
    if ending == "sms":
        return "", text
    subject, _newline, body = text.partition("\n")
    return subject, body.strip() + "\n"


def _check_address(channel: str, address: str) -> None:
    if channel == Message.Channel.EMAIL:
        validate_email(address)
    elif not (address.startswith("+") and address[1:].isdecimal() and 8 <= len(address) <= 16):
        raise ValidationError(_("There is no phone number to send to."), code="no_address")


def _mark_handed_over(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(status=Message.Status.HANDED_OVER, taken_at=timezone.now())


def _put_back(message: Message, error: str) -> None:
    attempts = message.attempts + 1
    if attempts >= MAX_ATTEMPTS:
        _settle(message, Message.Status.DEAD, error=error, attempts=attempts)
        return
    wait = _WAITS[min(attempts, len(_WAITS)) - 1] if attempts <= len(_WAITS) else timedelta(hours=6)
    Message.objects.filter(pk=message.pk).update(
        status=Message.Status.QUEUED, attempts=attempts, next_attempt_at=timezone.now() + wait, error=error[:500]
    )


def _settle(message: Message, status: str, error: str = "", **values: Any) -> None:
    values.setdefault("attempts", message.attempts + 1)
    if message.is_secret:
        values |= NO_TEXT
    Message.objects.filter(pk=message.pk).update(status=status, settled_at=timezone.now(), error=error[:500], **values)
