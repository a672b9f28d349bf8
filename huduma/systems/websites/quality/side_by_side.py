"""A page and its other language beside each other, with what changed in the other one since."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from huduma.systems.websites.checking.difference import Change, difference
from huduma.systems.websites.models import SitePage
from huduma.systems.websites.models.content import Piece, pieces_of


@dataclass(frozen=True)
class Row:
    """A field, or one block of it, in both languages; ``source`` says what changed in the other language since this was made from it."""

    label: str
    source: list[Change]
    own: str

    @property
    def is_changed(self) -> bool:
        """Whether the other language reads differently now."""
        return any(change.kind != "same" for change in self.source)


def side_by_side(page: SitePage, twin: SitePage | None) -> list[Row]:
    """``page`` beside ``twin``, both of their own types; blocks are paired by their order in the field."""
    before = _before(page)
    theirs = _marked(pieces_of(twin) if twin else [], before)
    own: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces_of(page):
        own[_field(piece.key)].append(piece)
    rows = []
    for name in dict.fromkeys([*theirs, *own]):
        for source, piece in zip_longest(theirs.get(name, []), own.get(name, [])):
            label = piece.label if piece else source[0]
            rows.append(Row(label, source[1] if source else [], piece.text if piece else ""))
    return rows


def _before(page: SitePage) -> list[Piece] | None:
    """What the other language said when somebody last said that ``page`` says the same; ``None`` where that is not known."""
    revision: Any = page.translated_from
    return pieces_of(revision.as_object()) if revision else None


def _marked(now: list[Piece], before: list[Piece] | None) -> dict[str, list[tuple[str, list[Change]]]]:
    """By field: the label of each piece, and what changed in it; what was taken out stands at the end of its field."""
    marked: dict[str, list[tuple[str, list[Change]]]] = defaultdict(list)
    known = {piece.key: piece for piece in before or ()}
    for piece in now:
        old = known.pop(piece.key, None)
        text = difference(old.text if old else "", piece.text) if before is not None else [Change("same", piece.text)]
        marked[_field(piece.key)].append((piece.label, text))
    for gone in known.values():
        marked[_field(gone.key)].append((gone.label, [Change("removed", gone.text)]))
    return marked


def _field(key: str) -> str:
    return key.partition(".")[0]
