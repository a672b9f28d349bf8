"""What is looked at: pictures, people, videos, places."""

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from huduma.systems.websites.rendering.pictures import picture


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


class GalleryBlock(blocks.ListBlock):
    """Several pictures beside each other."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(PictureBlock(), min_num=2, **kwargs)

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "websites/blocks/gallery.html"


class PersonBlock(blocks.StructBlock):
    """A person to turn to."""

    name = blocks.CharBlock(label=_("name"), max_length=100)
    position = blocks.CharBlock(label=_("position"), max_length=150)
    image = ImageChooserBlock(label=_("picture"), required=False)
    phone = blocks.CharBlock(label=_("telephone"), max_length=30, required=False)
    email = blocks.EmailBlock(label=_("e-mail"), required=False)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The name stands below the picture, so the picture is silent."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        return {**context, "picture": picture(value["image"], "")}

    class Meta:
        label = _("Person")
        template = "websites/blocks/person.html"


class PeopleBlock(blocks.ListBlock):
    """A directory of staff."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(PersonBlock(), min_num=1, **kwargs)

    class Meta:
        icon = "group"
        label = _("People")
        template = "websites/blocks/people.html"


class VideoBlock(blocks.StructBlock):
    """A video elsewhere: a link with a picture. A player costs a slow phone more than the whole page, and tells others who reads."""

    title = blocks.CharBlock(label=_("heading"), max_length=150)
    address = blocks.URLBlock(label=_("address of the video"))
    image = ImageChooserBlock(label=_("picture"), required=False)
    minutes = blocks.IntegerBlock(label=_("length in minutes"), required=False, min_value=1, max_value=1440)
    text = blocks.TextBlock(label=_("what is said"), required=False, help_text=_("For those who cannot hear or load it."))

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return {**context, "picture": picture(value["image"], "")}

    class Meta:
        icon = "media"
        label = _("Video")
        template = "websites/blocks/video.html"


_COORDINATE = RegexValidator(r"^-?\d{1,3}\.\d{3,7}$", _("Write degrees as a number with three to seven decimals: -6.1722."))


class MapBlock(blocks.StructBlock):
    """A place: its address in words, and a link that opens the map of the reader's telephone."""

    title = blocks.CharBlock(label=_("name of the place"), max_length=100)
    address = blocks.TextBlock(label=_("how to get there"), max_length=400)
    latitude = blocks.CharBlock(label=_("latitude"), max_length=12, validators=[_COORDINATE])
    longitude = blocks.CharBlock(label=_("longitude"), max_length=12, validators=[_COORDINATE])

    class Meta:
        icon = "site"
        label = _("Map")
        template = "websites/blocks/map.html"
