"""The counters that make every process of this machine forget: one 64-bit number for each site, in a file that all of them map.

The rule on which everything rests (reasons and failures: the decision “forgetting” in docs/decisions):

  *a site's counter is never behind its committed row*, because a change raises the counter before it commits;
  *a page is kept only while the generation it was read at equals the counter*, and that generation comes from the same query as the page.

So a page of the past can be read, but never kept; and a change that died on its way only makes readers ask the database.
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
_ANYTHING, _FIRST = 0, 8  # slot 0 rises with every other one; the rest of the first cache line is spare


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

    def of(self, site: int) -> int:
        """The counter of the site with primary key ``site``: no page read at an earlier generation may be served."""
        return self._slots[_FIRST + site]

    def of_anything(self) -> int:
        """A number that changes whenever any site's counter does."""
        return self._slots[_ANYTHING]

    def total(self, last_site: int) -> int:
        """The sum of the counters of the sites 1 to ``last_site``."""
        return sum(self._slots[_FIRST : _FIRST + last_site + 1])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer on this machine."""
        with self._turn:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def set(self, site: int, generation: int) -> None:
        """Raise the counter of ``site`` to ``generation``; only while ``writing``, and never backwards."""
        if generation > self.of(site):
            self._slots[_FIRST + site] = generation
            self._slots[_ANYTHING] += 1


_counters: Counters | None = None
_opening = threading.Lock()


def counters() -> Counters:
    """The counters of this machine, in ``settings.STATE``."""
    global _counters
    if _counters is None:
        with _opening:
            _counters = _counters or Counters(settings.STATE / "generations")
    return _counters
