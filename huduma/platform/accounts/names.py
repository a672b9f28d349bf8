"""People's names: any script, but nothing that makes a name look like something else."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, direction and zero-width signs, line separators


def tidy(name: str) -> str:
    """The name composed (Unicode NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def validate_name(name: str) -> None:
    """Raises ``ValidationError`` for hidden signs, and for a name without a letter."""
    if any(unicodedata.category(sign) in _HIDDEN for sign in name) or not any(sign.isalpha() for sign in name):
        raise ValidationError(_("Write your name with letters."), code="name")
