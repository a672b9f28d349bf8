"""Beginning a translation: Wagtail's own form, which asks into which languages; here there is one other, and it is ticked already."""

from typing import Any

from wagtail.contrib.simple_translation import views
from wagtail.contrib.simple_translation.forms import SubmitTranslationForm


class OneLanguageForm(SubmitTranslationForm):
    """Wagtail's form, with the language ticked where only one can be chosen."""

    def __init__(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(instance, *args, **kwargs)
        field = self.fields["locales"]
        possible = [locale for locale in field.queryset if locale.pk not in field.widget.disabled_values]
        field.initial = possible if len(possible) == 1 else None


def install() -> None:
    """Let Wagtail's screen ask with our form."""
    views.SubmitTranslationForm = OneLanguageForm
