"""Phone numbers: as people write them in Tanzania, and as the platform keeps them (MSISDNs in E.164)."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HOME_REGION = "TZ"
LONGEST = 40  # what anyone writes for a number, with spaces and brackets; more is not worth parsing


def normalise(text: str) -> str:
    """The number in E.164 (``+255712345678``) for what a person wrote: ``0712 345 678``, ``255712345678``, ``+255-712-345678``.

    A number without a country code is read as Tanzanian. Raises ``ValidationError`` when it is no number that can exist.
    """
    try:
        if len(text) > LONGEST:
            raise phonenumbers.NumberParseException(phonenumbers.NumberParseException.TOO_LONG, "too long")
        number = phonenumbers.parse(_with_plus(text.strip()), HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.extension or not phonenumbers.is_valid_number(number):
        raise ValidationError(_("Enter a phone number, for example 0712 345 678."), code="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _with_plus(text: str) -> str:
    """``255 712…`` is how many write the international form; without the plus it would be read as a local number."""
    return f"+{text}" if text.startswith("255") else text
