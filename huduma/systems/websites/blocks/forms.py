"""A form of the site in the text of another page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class FormBlock(blocks.StructBlock):
    """A form of the same site and language: filled in here, taken in by the form's own page, which also says what is wrong."""

    form = blocks.PageChooserBlock(
        target_model="websites.FormPage", label=_("form"), help_text=_("A published form of your website, in the language of this page.")
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """What the form's own page would draw; nothing for a form that visitors of this page cannot reach."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        site, page = context.get("site_map"), value["form"]
        if site is None or page is None or not page.is_for(site.institution, context.get("language", "")):
            return {**context, "form": None}
        own = page.own_context(site)
        return {**context, **own, "title": page.title, "introduction": own["body"], "trap": ""}

    class Meta:
        icon = "form"
        label = _("Form")
        template = "websites/blocks/form.html"
