"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_WORDS = 2000  # of a changed part that is compared word by word; a longer one is shown as taken out and put in
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Change(NamedTuple):
    """A run of text: ``same``, ``added`` or ``removed``."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Change]:
    """How ``after`` came out of ``before``: runs which, without the removed ones, are ``after``."""
    changes: list[Change] = []
    for change in _lines(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if change.text and changes and changes[-1].kind == change.kind:
            changes[-1] = Change(change.kind, changes[-1].text + change.text)
        elif change.text:
            changes.append(change)
    return changes


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for what, i, j, k, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[i:j]), "".join(after[k:end])
        if what == "replace" and len(old) + len(new) < MOST_WORDS * 10:
            yield from _words(_WORD.findall(old), _WORD.findall(new))
        else:
            yield from _run(what, old, new)


def _words(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if max(len(before), len(after)) > MOST_WORDS * 2:  # with what stands between them
        yield from _run("replace", "".join(before), "".join(after))
        return
    for what, i, j, k, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from _run(what, "".join(before[i:j]), "".join(after[k:end]))


def _run(what: str, old: str, new: str) -> list[Change]:
    return [Change("same", new)] if what == "equal" else [Change("removed", old), Change("added", new)]
