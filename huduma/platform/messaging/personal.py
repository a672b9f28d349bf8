"""What messaging keeps about a person: the texts written to them."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from huduma.platform.institutions.scoping import whole_nation

from .models import Message, MessageQuerySet


def export_messages(person: Any) -> list[dict[str, Any]]:
    """Every message that was written to the person, oldest first, with its text for as long as that is kept; never a code."""
    with whole_nation():
        return [
            {
                "created_at": message.created_at.isoformat(),
                "channel": message.channel,
                "address": message.address,
                "institution": message.institution.code if message.institution else None,
                "notice": message.notice,
                "language": message.language,
                "subject": "" if message.is_secret else message.subject,
                "text": "" if message.is_secret else message.body,
                "status": message.status,
                "settled_at": message.settled_at.isoformat() if message.settled_at else None,
            }
            for message in _of(person).select_related("institution").order_by("pk")
        ]


def erase_messages(person: Any) -> None:
    """Remove texts and addresses, and give up what is not yet on its way; the rows stay and are counted."""
    now = timezone.now()
    gone = {"subject": "", "body": "", "address": "", "expunged_at": now}
    with whole_nation():
        mine = Message.objects.filter(pk__in=list(_of(person).values_list("pk", flat=True)))
        waiting = [Message.Status.QUEUED, Message.Status.TAKEN]
        mine.filter(status__in=waiting).update(status=Message.Status.DEAD, settled_at=now, error="the person closed their account")
        mine.update(**gone)


def _of(person: Any) -> MessageQuerySet:
    """Those to the person, also where nobody knew yet that the address was theirs (a code that proves it)."""
    proved = [person.email, person.phone if person.phone_verified else None]
    proved += person.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return Message.objects.filter(Q(person=person) | Q(address__in=list(filter(None, proved)))).exclude(address="")
