"""What messaging keeps about a person."""

from typing import Any

from django.utils import timezone

from huduma.platform.institutions.scoping import whole_nation

from .models import Message


def export_messages(person: Any) -> list[dict[str, Any]]:
    """What was sent to the person, and what became of it; texts that are no longer kept are empty."""
    with whole_nation():
        return [
            {
                "notice": message.notice,
                "channel": message.channel,
                "address": message.address,
                "subject": message.subject,
                "text": message.body,
                "status": message.status,
                "written_at": message.created_at.isoformat(),
            }
            for message in Message.objects.filter(person=person).order_by("pk")
        ]


def erase_messages(person: Any) -> None:
    """Remove texts and addresses; that something was sent stays, for the counts."""
    with whole_nation():
        kept = Message.objects.filter(person=person, expunged_at__isnull=True).exclude(status=Message.Status.QUEUED)
        kept.update(body="", subject="", address="", expunged_at=timezone.now())
