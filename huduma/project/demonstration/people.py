"""The people of the demonstration and how to sign in as one of them."""

import base64
import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

PASSWORD = "Karibu-Huduma-26"  # noqa: S105 - shown to everyone, and only ever set in a demonstration


@dataclass(frozen=True)
class Character:
    """Somebody of the demonstration; ``role`` is a registered role's key, or empty for a citizen."""

    name: str
    role: str
    institution: str
    language: str
    email: str
    phone: str

    @property
    def totp_secret(self) -> str:
        """The secret of the authenticator app, in base32: made of the e-mail address and this installation's own key."""
        return base64.b32encode(hashlib.sha1(f"{settings.SECRET_KEY}{self.email}".encode()).digest()).decode()  # noqa: S324

    def code_now(self) -> str:
        """The six digits that the authenticator app would show at this moment (RFC 6238)."""
        return format_hotp_value(hotp_value(self.totp_secret, int(time.time()) // mfa_settings.TOTP_PERIOD))


def cast() -> list[Character]:
    """All people of the demonstration, officers first."""
    return [Character(**person) for person in json.loads(Path(__file__).with_name("people.json").read_text())]
