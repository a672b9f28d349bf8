"""E-mail by SMTP (RFC 5321), one conversation a message, so that what was accepted is known for each."""

import smtplib
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from django.conf import settings

from huduma.platform.messaging.models import Message

from . import Accepted, Permanent, Temporary, Unknown


class SmtpGateway:
    """The mail server that the settings ``EMAIL_*`` name."""

    def send(self, message: Message, handing_over: Callable[[], None]) -> Accepted:
        """Carry one message; its Message-ID is made of the row's public id, so a receiver can tell a repeat."""
        letter = compose(message)
        try:
            server = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
        except smtplib.SMTPResponseException as error:
            raise Temporary(_said(error)) from error
        except OSError as error:
            raise Temporary(f"no mail server at {settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {error}") from error
        try:
            self._envelope(server, message.address)
            handing_over()
            self._data(server, letter)
        finally:
            server.close()
        return Accepted(letter["Message-ID"])

    def _envelope(self, server: smtplib.SMTP, address: str) -> None:
        try:
            if settings.EMAIL_USE_TLS:
                server.starttls()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            server.ehlo_or_helo_if_needed()
            for code, answer in (server.mail(settings.DEFAULT_FROM_EMAIL), server.rcpt(address)):
                if code >= 400:
                    raise (Permanent if code >= 500 else Temporary)(f"{code} {answer.decode(errors='replace')}")
        except smtplib.SMTPAuthenticationError as error:
            raise Temporary(_said(error)) from error  # the operator's mistake, not the message's
        except (smtplib.SMTPException, OSError) as error:
            raise Temporary(str(error)) from error

    def _data(self, server: smtplib.SMTP, letter: EmailMessage) -> None:
        try:
            code, answer = server.data(letter.as_bytes(policy=policy.SMTP))
        except smtplib.SMTPDataError as error:
            raise Temporary(_said(error)) from error  # refused the DATA command itself
        except (smtplib.SMTPException, OSError) as error:
            raise Unknown(str(error)) from error
        if code >= 400:
            raise (Permanent if code >= 500 else Temporary)(f"{code} {answer.decode(errors='replace')}")


def compose(message: Message) -> EmailMessage:
    """The letter as RFC 5322 wants it, marked as automatic (RFC 3834) so that no machine answers it."""
    letter = EmailMessage()
    letter["From"] = formataddr(("Huduma", settings.DEFAULT_FROM_EMAIL))
    letter["To"] = message.address
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(message.created_at)
    letter["Message-ID"] = f"<{message.public_id}@{settings.HOST}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    letter["Content-Language"] = message.language
    letter.set_content(message.body)
    return letter


def _said(error: smtplib.SMTPResponseException) -> str:
    answer = error.smtp_error
    return f"{error.smtp_code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
