"""The body of a page: all blocks an editor may put there."""

from typing import Any, ClassVar

from wagtail import blocks

from .data import LatestBlock, ServiceBlock, StatisticsBlock, TableBlock
from .documents import DocumentListBlock
from .forms import FormBlock
from .media import GalleryBlock, MapBlock, PeopleBlock, PictureBlock, VideoBlock
from .text import AccordionBlock, CallToActionBlock, ParagraphBlock


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    paragraph = ParagraphBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    documents = DocumentListBlock()
    table = TableBlock()
    accordion = AccordionBlock()
    people = PeopleBlock()
    map = MapBlock()
    call_to_action = CallToActionBlock()
    form = FormBlock()
    statistics = StatisticsBlock()
    latest = LatestBlock()
    service = ServiceBlock()

    class Meta:
        block_counts: ClassVar[dict[str, Any]] = {"form": {"max_num": 1}}  # two would be mixed up, by people and by their ids
