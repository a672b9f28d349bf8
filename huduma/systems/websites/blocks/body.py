"""The body of a page: all blocks an editor may put there."""

from typing import Any, ClassVar

from wagtail import blocks

from huduma.systems.websites.rendering.richtext import plain

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


def words_of(body: blocks.StreamValue) -> str:
    """The words of ``body`` in one line, to be searched, in the language that is active.

    Of the latest of a list only its heading: the items change without the page, and are found by themselves.
    """
    return plain(" ".join(block.value["title"] if block.block_type == "latest" else block.render() for block in body))
