"""The national id number (NIN): twenty digits, the first eight of them the day of birth; kept encrypted, found again by a keyed hash."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from huduma.platform.accounts import encryption

LONGEST = 40  # what anybody writes for it, with hyphens and spaces
_USE = "huduma.recruitment.nin"
_DIGITS = re.compile(r"[0-9]{20}")
_EARLIEST = 1900


def read(text: str) -> str:
    """The twenty digits of what a person wrote, with or without hyphens. Raises ``ValidationError`` when it can be nobody's."""
    digits = re.sub(r"[\s\-–]", "", text)
    if not _DIGITS.fullmatch(digits):
        raise ValidationError(_("A national id number has 20 digits, for example 19950302-12345-00001-28."), code="nin")
    if not _is_born(digits):
        raise ValidationError(_("The first eight digits are the day of birth: year, month, day. Check them."), code="nin")
    return digits


def _is_born(digits: str) -> bool:
    try:
        born = date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}")
    except ValueError:
        return False
    return born.year >= _EARLIEST and born <= timezone.localdate()


def encrypt(nin: str) -> str:
    """The number as it is stored."""
    return encryption.encrypt(nin, _USE)


def decrypt(stored: str) -> str:
    """The number that was stored. Raises ``cryptography.fernet.InvalidToken``."""
    return encryption.decrypt(stored, _USE)


def keyed_hashes(nin: str) -> list[str]:
    """The hash by which the number is found, and those that it had under earlier secret keys; the present one first.

    There are few enough numbers to try them all, so without the installation's key the hash would be no secret.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(_USE, nin, secret=key, algorithm="sha256").hexdigest() for key in keys]
