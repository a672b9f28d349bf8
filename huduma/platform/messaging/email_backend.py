"""Django's mail goes through the outbox like every other text, so that nothing is sent that is not on record."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from .actions import put_in_outbox
from .models import Message


class OutboxBackend(BaseEmailBackend):
    """An e-mail backend that owes each message instead of sending it (libraries that call ``send_mail`` need no change)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Owe one message for each recipient; return how many e-mails were taken."""
        for email in email_messages:
            for address in email.recipients():
                self._owe(email, address)
        return len(email_messages)

    def _owe(self, email: EmailMessage, address: str) -> None:
        language: Any = (get_language() or "sw")[:2]
        put_in_outbox("mail", Message.Channel.EMAIL, language, str(email.subject), str(email.body), address, f"mail-{uuid.uuid4()}")
