"""Two languages that should say the same: what a page knows of the page it is a translation of, and that one of it.

Neither language is the source: whichever was published later with other words leaves the other behind. Each page keeps a fingerprint of
the words that visitors read (``text_print``) and of those that its twin had when somebody last said that both say the same
(``translated_print``); it is *stale* where its twin reads differently now. A page that was put in the tree in bulk has no fingerprint until
it first changes.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .content import FINGERPRINT


class Translated(models.Model):
    """What a page keeps of its twin in the other language.

    ``follows_twin`` is a revision's own: its author says that it says the same as the twin's ``translated_from``. It comes into force when
    that revision is published.
    """

    follows_twin = models.BooleanField(
        _("This page now says the same as the other language"),
        default=False,
        help_text=_("Tick it when you have brought the translation up to date; the other language is shown as behind until somebody does."),
    )
    text_print = models.CharField(max_length=FINGERPRINT, default="", blank=True, editable=False)
    translated_print = models.CharField(max_length=FINGERPRINT, default="", blank=True, editable=False)
    translated_from = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    translated_from.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    class Meta:
        abstract = True

    def twin(self) -> Any:
        """The page in the other language that visitors read, of its own type; ``None`` where there is none."""
        found = type(self)._default_manager.filter(translation_key=self.translation_key, live=True).exclude(pk=self.pk)  # type: ignore[attr-defined]
        return found.first()

    def follow(self, twin: Any) -> None:
        """Write down on this page, without saving it, that it says what ``twin`` says now."""
        self.translated_print, self.translated_from_id = twin.text_print, twin.live_revision_id

    def keep_agreement(self, page: "Translated") -> None:
        """Take over from ``page`` what is known of the twin: of a page, not of one of its revisions."""
        self.translated_print, self.translated_from_id = page.translated_print, page.translated_from_id
        self.follows_twin = False
