"""The demonstration's phones: each SMS goes to the terminal and into a file, which the page of sent texts reads back."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from huduma.platform.messaging.models import Message

from . import Accepted
from .console import ConsoleGateway

NEWEST = 100


def folder() -> Path:
    """Where the demonstration's SMS lie, one file a message, in the order in which they came."""
    return settings.STATE / "handset"


@dataclass(frozen=True)
class Text:
    """An SMS as the demonstration's page shows it; ``at`` in ISO 8601."""

    to: str
    sent_at: str
    body: str

    @property
    def at(self) -> datetime:
        """When it came."""
        return datetime.fromisoformat(self.sent_at)


class HandsetGateway:
    """Shows each SMS as the console does, and keeps it; nothing leaves the machine."""

    def send(self, message: Message, handing_over: Callable[[], None]) -> Accepted:
        """Deliver one message."""
        accepted = ConsoleGateway().send(message, handing_over)
        now = timezone.now()
        folder().mkdir(parents=True, exist_ok=True)
        path = folder() / f"{now:%Y%m%dT%H%M%S.%f}-{message.public_id}.json"
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(Text(message.address, now.isoformat(), message.body))))
        unfinished.rename(path)
        return accepted


def newest() -> list[Text]:
    """The newest hundred, newest first."""
    files = sorted(folder().glob("*.json"), reverse=True)[:NEWEST]
    return [Text(**json.loads(path.read_text())) for path in files]
