"""How passwords are kept, and a rule for new ones besides Django's own."""

from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the least that OWASP's Password Storage Cheat Sheet asks for: 19 MiB, two passes, one lane.

    Django's 100 MiB in eight lanes cost ten times the processor time, and in a rush, when thousands sign in in a minute, hundreds of
    megabytes at once. A password that was kept so is kept anew when its owner signs in. Reasons: docs/decisions/0006-accounts.md.
    """

    time_cost = 2  # passes
    memory_cost = 19 * 1024  # KiB
    parallelism = 1  # lanes


class MaximumLengthValidator:
    """Refuses what nobody types: a sentence fits, a book does not."""

    def __init__(self, max_length: int = 256) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ``ValidationError`` when it is longer than ``max_length`` characters."""
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Use at most %(max)d characters.") % {"max": self.max_length}
