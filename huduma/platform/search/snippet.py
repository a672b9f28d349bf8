"""The passage of a text that shows why it was found."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from huduma.platform.search.words import fold, typed_words

LENGTH = 220  # characters shown
LEAD = 60  # of them at most before the first word found
LOOKED_AT = 20_000  # characters of the text in which a word is looked for

_WORD = re.compile(r"[^\W_]+")


def snippet(typed: str, texts: Iterable[str]) -> SafeString:
    """The passage around the first word of ``typed`` in the first of ``texts`` that has one, as safe HTML with ``<mark>``.

    Without any such word it is the beginning of the first text that is not empty.
    """
    words = typed_words(typed)
    candidates = [text for text in texts if text.strip()]
    for text in candidates:
        first = next(_found(text[:LOOKED_AT], words), None)
        if first:
            return _marked(*_passage(text, first.start()), words)
    return _marked(*_passage(candidates[0] if candidates else "", 0), words)


def highlight(typed: str, text: str) -> SafeString:
    """``text`` escaped, with the words of ``typed`` in ``<mark>``."""
    return _marked("", text, "", typed_words(typed))


def _found(text: str, words: list[str]) -> Iterator[re.Match[str]]:
    """The words of ``text`` that a search for ``words`` finds."""
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if words and (folded in words or folded.startswith(words[-1])):
            yield match


def _passage(text: str, at: int) -> tuple[str, str, str]:
    """The part of ``text`` around ``at``, cut between words, with the ellipses that belong before and after it."""
    start = text.rfind(" ", 0, at - LEAD) + 1 if at > LEAD else 0
    end = start + LENGTH
    if end >= len(text):
        return ("… " if start else ""), text[start:], ""
    cut = text.rfind(" ", start, end)
    return ("… " if start else ""), text[start : cut if cut > at else end], " …"


def _marked(before: str, passage: str, after: str, words: list[str]) -> SafeString:
    parts: list[str] = [escape(before)]
    last = 0
    for match in _found(passage, words):
        parts += [escape(passage[last : match.start()]), "<mark>", escape(match.group()), "</mark>"]
        last = match.end()
    parts += [escape(passage[last:]), escape(after)]
    return mark_safe("".join(parts))  # noqa: S308  every piece of text above is escaped
