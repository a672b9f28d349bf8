"""The registry that every kind of contribution uses."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """Anything with a key of the form ``system.noun``."""

    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


class KeyTaken(ValueError):
    """Two contributions of one kind claim the same key."""


class Registry(Generic[T]):
    """An ordered collection of one kind of contribution, looked up by key."""

    def __init__(self) -> None:
        self._entries: dict[str, T] = {}

    def add(self, entry: T) -> T:
        """Add ``entry`` and return it. Raises ``KeyTaken`` when its key is already there."""
        if entry.key in self._entries:
            raise KeyTaken(f"{type(entry).__name__} {entry.key!r} is declared twice")
        self._entries[entry.key] = entry
        return entry

    def __getitem__(self, key: str) -> T:
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
