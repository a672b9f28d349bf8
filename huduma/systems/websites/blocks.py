"""The pieces of which the body of a page is made."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from huduma.systems.websites.rendering.pictures import picture
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


class PictureBlock(blocks.StructBlock):
    """A picture with words for those who do not see it."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what the picture shows"), max_length=200, help_text=_("Read aloud to people who do not see the picture.")
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return {**context, "picture": picture(value["image"], value["alt"]), "caption": value["caption"]}

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "websites/blocks/picture.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    paragraph = ParagraphBlock()
    picture = PictureBlock()
