"""The demonstration's mail server: a real SMTP server that keeps what it receives in a folder, and reads it back."""

import email
import email.policy
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

NEWEST = 100


def folder() -> Path:
    """Where the demonstration's mail lies, one file a message."""
    return settings.STATE / "mailbox"


class Keep:
    """Keeps each message in a file of its own, whole before it has its name."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store the message and accept it (RFC 5321, 4.1.1.4)."""
        content: Any = envelope.content
        path = folder() / f"{uuid.uuid4()}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.rename(path)
        return "250 2.0.0 Kept for the demonstration"


def serve(port: int) -> Controller:
    """Start the server on 127.0.0.1; the caller stops it."""
    folder().mkdir(parents=True, exist_ok=True)
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    return controller


@dataclass(frozen=True)
class Letter:
    """A message as the demonstration's page shows it."""

    to: str
    subject: str
    date: str
    text: str


def newest() -> list[Letter]:
    """The newest hundred messages, newest first."""
    if not folder().exists():
        return []
    files = sorted(folder().glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)[:NEWEST]
    return [_read(path) for path in files]


def _read(path: Path) -> Letter:
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = parsed.get_body(("plain",))
    return Letter(str(parsed["to"]), str(parsed["subject"]), str(parsed["date"]), body.get_content() if body else "")
