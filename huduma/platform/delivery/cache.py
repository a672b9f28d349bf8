"""The page cache of one process: whole answers, compressed, the least recently used dropped first."""

import gzip
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from typing import Generic, NamedTuple, TypeVar

import brotli

from .pages import fingerprint

Headers = list[tuple[str, str]]
Key = tuple[str, str, str]  # host, path, canonical query

ENCODINGS = ("br", "gzip", "identity")
_CONTENT_ENCODING = {encoding: ("Content-Encoding", encoding) for encoding in ENCODINGS}
BROTLI_QUALITY = 5  # 0.3 ms for a page of 11 kB; the next step costs 24 times as much and saves 1 %
BROTLI_WINDOW = 16  # 64 kB, more than a page: the default window makes tables that cost more than the page does
GZIP_LEVEL = 6
_OVERHEAD = 2500  # bytes that an entry takes besides its bodies and its key: headers, dict, tuple (measured)
_PATIENCE = 5.0  # seconds to wait for another thread's work on the same page


def compress(plain: bytes, encoding: str) -> bytes:
    """``plain`` in ``br``, ``gzip`` or ``identity``; the same bytes for the same input."""
    if encoding == "br":
        return brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW)
    if encoding == "gzip":
        return gzip.compress(plain, compresslevel=GZIP_LEVEL, mtime=0)
    return plain


def _decompress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.decompress(body)
    return zlib.decompress(body, wbits=31) if encoding == "gzip" else body


class Answer(NamedTuple):
    """What is sent: the ETag, the headers, those of a 304, and the body."""

    etag: str
    headers: Headers
    headers_of_304: Headers
    body: list[bytes]


class Kept:
    """One answer as it is kept: its headers and, for each encoding that somebody asked for, its body.

    ``slot`` and ``generation`` say until when: while the counter in that slot has that value. ``etag`` is the fingerprint of the plain
    body; each encoding has its own ETag, as RFC 9110 asks of representations that differ in bytes.
    """

    __slots__ = ("_answers", "_common", "_plain", "etag", "generation", "slot")

    def __init__(self, plain: bytes, headers: Headers, slot: int, generation: int) -> None:
        self.slot, self.generation, self.etag = slot, generation, fingerprint(plain)
        self._common = headers
        self._plain: bytes | None = plain
        self._answers: dict[str, Answer] = {}

    def answer(self, encoding: str) -> Answer | None:
        """The answer in ``encoding``, or ``None`` when nobody has asked for that yet."""
        return self._answers.get(encoding)

    def add(self, encoding: str) -> Answer:
        """Make the answer in ``encoding``; the body as it was given is let go of, for it can be had from any answer."""
        body = compress(self.plain(), encoding)
        etag = f'"{self.etag}-{encoding}"' if encoding != "identity" else f'"{self.etag}"'
        about = [*self._common, ("ETag", etag)]
        headers = [*about, ("Content-Length", str(len(body)))]
        if encoding != "identity":
            headers.append(_CONTENT_ENCODING[encoding])
        answer = self._answers[encoding] = Answer(etag, headers, about, [body])
        self._plain = None
        return answer

    def plain(self) -> bytes:
        """The body as it is before any encoding."""
        given = self._plain
        if given is not None:
            return given
        encoding = next(encoding for encoding in ENCODINGS if encoding in self._answers)
        return _decompress(self._answers[encoding].body[0], encoding)

    def size(self) -> int:
        """Bytes of memory that this takes, about."""
        return _OVERHEAD + len(self._plain or b"") + sum(len(answer.body[0]) for answer in self._answers.values())


Entry = TypeVar("Entry")


class Bounded(Generic[Entry]):
    """Entries by key within a budget of bytes; the least recently used go first. Reading takes no lock.

    While less than half of the budget is spent, reading leaves no trace.
    """

    def __init__(self, budget: int, size: Callable[[Entry], int]) -> None:
        self._budget, self._size, self._crowded = budget, size, budget // 2
        self._entries: OrderedDict[Hashable, tuple[Entry, int]] = OrderedDict()
        self._changing = threading.Lock()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Entry | None:
        """The entry of ``key``, which thereby becomes the most recently used, once half of the budget is spent."""
        found = self._entries.get(key)
        if found is None:
            return None
        if self.bytes > self._crowded:  # with so much room left nobody needs to know, and its neighbours in memory are far away
            with suppress(KeyError):  # dropped by another thread since the line above; what we hold is still good
                self._entries.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, entry: Entry) -> None:
        """Keep ``entry``; also to be called again when it has grown."""
        size = self._size(entry)
        with self._changing:
            _, before = self._entries.pop(key, (None, 0))
            self.bytes -= before
            if size > self._budget // 4:  # one giant must not push out everything else
                return
            self._entries[key] = (entry, size)
            self.bytes += size
            while self.bytes > self._budget:
                _, (_, dropped) = self._entries.popitem(last=False)
                self.bytes -= dropped


class Flights:
    """Single flight: of several threads that want the same thing, one makes it and the others wait for it."""

    def __init__(self) -> None:
        self._flying: dict[Hashable, threading.Lock] = {}
        self._changing = threading.Lock()

    @contextmanager
    def one(self, key: Hashable) -> Iterator[None]:
        """Run the body alone for ``key``, or after the one who was at it: look first whether they left what is wanted.

        Nobody waits twice or for ever: when the other's result is of no use, all who waited go on side by side.
        """
        with self._changing:
            ahead = self._flying.get(key)
            if ahead is None:
                mine = self._flying[key] = threading.Lock()
                mine.acquire()
        if ahead is not None:
            if ahead.acquire(timeout=_PATIENCE):
                ahead.release()
            yield
            return
        try:
            yield
        finally:
            with self._changing:
                del self._flying[key]
            mine.release()
