"""A list of standard codes with their words in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Code:
    """One entry of a classification; ``str`` gives its words in the active language."""

    code: str
    sw: str
    en: str

    def __str__(self) -> str:
        return self.sw if (get_language() or "sw").startswith("sw") else self.en


class Codes:
    """A classification in its own order. A hierarchical one says by the beginning of a code what it belongs to, as ISCO-08 does."""

    def __init__(self, standard: str, *entries: Code) -> None:
        self.standard = standard
        self._entries = {entry.code: entry for entry in entries}
        self._ranks = {entry.code: place for place, entry in enumerate(entries)}
        if len(self._entries) != len(entries):
            raise ValueError(f"{standard} holds a code twice")

    def __getitem__(self, code: str) -> Code:
        return self._entries[code]

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and code in self._entries

    def __iter__(self) -> Iterator[Code]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def rank(self, code: str) -> int:
        """The place of ``code`` in the list, for classifications that go from less to more. Raises ``KeyError`` when it is not there."""
        return self._ranks[code]

    def nearest(self, code: str) -> Code | None:
        """The entry for ``code``, else for the narrowest group in the list that it belongs to: ``None`` where there is none."""
        return next((self._entries[code[:length]] for length in range(len(code), 0, -1) if code[:length] in self._entries), None)
