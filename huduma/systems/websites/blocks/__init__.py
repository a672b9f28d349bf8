from .body import BodyBlock, words_of
from .documents import AddendaBlock, DocumentsBlock, VersionsBlock
from .media import PictureBlock
from .questions import QuestionsBlock
from .text import FEATURES, ParagraphBlock

__all__ = [
    "FEATURES",
    "AddendaBlock",
    "BodyBlock",
    "DocumentsBlock",
    "ParagraphBlock",
    "PictureBlock",
    "QuestionsBlock",
    "VersionsBlock",
    "words_of",
]
