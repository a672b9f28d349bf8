"""What people are asked to agree to. A text never changes under its version: a new text gets a new version and is asked for again.

The texts are templates: ``accounts/consent/<purpose>.<version>.<language>.html``.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """What the person's data are used for. ``version`` is the date of the text in force; without a ``required`` one there is no account."""

    key: str
    label: str | Promise
    version: str
    required: bool

    def template(self, language: str) -> str:
        """The template of the text in force, in ``sw`` or ``en``."""
        return f"accounts/consent/{self.key}.{self.version}.{language}.html"


PURPOSES = {
    purpose.key: purpose
    for purpose in (
        Purpose("account", _("Keep my account and what I do with it"), "2026-11-01", required=True),
        Purpose("news", _("Tell me about services that may help me"), "2026-11-01", required=False),
    )
}
