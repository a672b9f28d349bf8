"""The counters that make every process of this machine forget: one 64-bit number for each site, in a file that all of them map.

The rule on which everything rests (reasons and failures: docs/decisions/0004-forgetting.md):

  *a site's counter is never behind its committed row*, because a change raises the counter before it commits;
  *a page is kept only while the generation it was read at equals the counter*, and that generation comes from the same query as the page.

So a page of the past can be read, but never kept; and a change that died on its way only makes readers ask the database. Whoever else
keeps what they read from the database goes by the same rule: the generation comes from the row, never from the counter, which may already
speak of a change that is not there yet (``forgetting.generation_of_everything`` for what depends on more than one site).
"""

import fcntl
import mmap
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

SITES = 1 << 20  # so many primary keys have a counter; the file is sparse, only used pages take room
NEVER = 0  # the generation of what must not be kept: no counter has it
ANYTHING = 0  # the slot that changes with every other one
_FIRST = 8  # the slot before the first site's; the rest of the first cache line is spare


def slot_of(site: int) -> int:
    """The slot of the site with the primary key ``site``. Raises ``IndexError`` past the last one."""
    if not 0 < site < SITES:
        raise IndexError(f"There is no counter for site {site}")
    return _FIRST + site


class Counters:
    """The mapped file. Reading takes no lock; writing takes one that a killed process gives back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.Lock()  # flock tells processes apart, not threads
        self._open()

    def _open(self) -> None:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        size = (_FIRST + SITES) * 8
        if os.fstat(self._file).st_size < size:
            os.ftruncate(self._file, size)
        self._slots = memoryview(mmap.mmap(self._file, size)).cast("Q")

    def now(self, slot: int) -> int:
        """What the counter in ``slot`` says: nothing kept at another value may be served."""
        return self._slots[slot]

    def of(self, site: int) -> int:
        """The counter of the site with the primary key ``site``."""
        return self._slots[slot_of(site)]

    def of_anything(self) -> int:
        """A number that changes with every change of any site."""
        return self._slots[ANYTHING]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer on this machine."""
        with self._turn:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def set(self, slot: int, generation: int) -> None:
        """Raise the counter in ``slot`` to ``generation``; only while ``writing``, and never backwards."""
        if generation > self._slots[slot]:
            self._slots[slot] = generation
            self._slots[ANYTHING] += 1


_counters: Counters | None = None
_opening = threading.Lock()


def counters() -> Counters:
    """The counters of this machine, in ``settings.STATE``."""
    global _counters
    if _counters is None:
        with _opening:
            _counters = _counters or Counters(settings.STATE / "generations")
    return _counters
