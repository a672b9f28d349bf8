"""Text, and boxes of text."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from huduma.systems.websites.rendering.richtext import expand

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class ParagraphBlock(blocks.RichTextBlock):
    """Headings, paragraphs, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    def render(self, value: Any, context: Any = None) -> str:
        return expand(value.source, (context or {}).get("origin", ""))

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class SectionBlock(blocks.StructBlock):
    """One part of an accordion."""

    title = blocks.CharBlock(label=_("heading"), max_length=150)
    text = ParagraphBlock(label=_("text"))

    class Meta:
        label = _("Part")


class AccordionBlock(blocks.ListBlock):
    """Parts of which a reader opens those that matter to them; needs no script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(SectionBlock(), min_num=1, **kwargs)

    class Meta:
        icon = "list-ul"
        label = _("Questions and answers")
        template = "websites/blocks/accordion.html"


class CallToActionBlock(blocks.StructBlock):
    """One thing to do, with a button."""

    title = blocks.CharBlock(label=_("heading"), max_length=100)
    text = blocks.CharBlock(label=_("text"), max_length=300, required=False)
    label = blocks.CharBlock(label=_("words on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    address = blocks.URLBlock(label=_("or an address elsewhere"), required=False)

    def clean(self, value: Any) -> Any:
        """A button leads to one place."""
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            raise StructBlockValidationError({"page": ValidationError(_("Choose a page or write an address, one of the two."))})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        page = value["page"]
        return {**context, "href": page.url if page and page.live else value["address"]}

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "websites/blocks/call_to_action.html"
