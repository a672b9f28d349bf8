"""Words as the index knows them: what a reader types and what a text holds meet here."""

import re
import unicodedata

MAX_TYPED = 200  # characters of a query that are looked at; nobody types more into a search box on purpose
MAX_WORDS = 10
MAX_TEXT = 200_000  # characters of one record's text that are indexed; PostgreSQL refuses a tsvector above 1 MB
SHORTEST_PREFIX = 2  # a single letter as a prefix would match half the index

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """``text`` in small letters without accents, as both databases' indexes store it."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def typed_words(typed: str) -> list[str]:
    """The folded words of what a reader typed: letters and digits only, so that no operator of a query language is left."""
    return _WORD.findall(fold(typed[:MAX_TYPED]))[:MAX_WORDS]


def storable(text: str, limit: int = MAX_TEXT) -> str:
    """``text`` as a row may hold it: ligatures resolved, no NUL or lone surrogate, at most ``limit`` characters."""
    encodable = text[:limit].encode(errors="ignore").decode()
    return unicodedata.normalize("NFKC", encodable).replace("\x00", " ")[:limit]
