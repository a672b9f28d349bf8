"""Where a person can be reached, and what they sign in with: an e-mail address or a phone number, in one field."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from .phones import normalise

_PLAIN = re.compile(r"[!-~]+@[!-~]+\Z")
LONGEST = 254


@dataclass(frozen=True)
class Contact:
    """An address in normal form and the channel that reaches it, ``email`` or ``sms``."""

    channel: str
    address: str


def read(text: str) -> Contact:
    """What a person typed, as a contact. Raises ``ValidationError`` when it is neither an e-mail address nor a phone number."""
    text = text.strip()
    if "@" in text:
        return Contact("email", normalise_email(text))
    try:
        return Contact("sms", normalise(text))
    except ValidationError:
        message = _("Enter an e-mail address, or a phone number such as 0712 345 678.")
        raise ValidationError(message, code="contact") from None


def normalise_email(text: str) -> str:
    """The address in small letters with its domain in ASCII (RFC 5891), so that two addresses that look alike stay different.

    Raises ``ValidationError`` when it is no plain address: quoted local parts and letters beyond ASCII before the @ are refused.
    """
    local, _at, domain = text.strip().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}".lower()
        validate_email(address)
    except (UnicodeError, ValidationError):
        address = ""
    if not _PLAIN.match(address) or '"' in address or len(address) > LONGEST:
        raise ValidationError(_("Enter an e-mail address, for example asha@example.go.tz."), code="email")
    return address
