"""The archive: a ZIP file that is written from the first byte to the last, and knows the SHA-256 of all that is in it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PART = 256 * 1024  # bytes of a file in memory at once
_PACKED = {"jpg", "jpeg", "png", "webp", "avif", "gif", "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"}  # packing again gains nothing

Write = Callable[[bytes], object]


class Archive:
    """An archive being written to ``out``; ``digests`` maps each file to its SHA-256 in hexadecimal."""

    def __init__(self, out: IO[bytes], taken_at: datetime) -> None:
        """Begin anew at the beginning of ``out``."""
        out.seek(0)
        out.truncate()
        self._zip = ZipFile(out, "w")
        self._time = taken_at.timetuple()[:6]
        self.taken_at = taken_at
        self.digests: dict[str, str] = {}

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()

    @contextmanager
    def file(self, name: str) -> Iterator[Write]:
        """A file in the archive: call what this gives with one part of its content after another. One at a time."""
        about = ZipInfo(name, self._time)
        about.compress_type = ZIP_STORED if name.rpartition(".")[2].lower() in _PACKED else ZIP_DEFLATED
        about.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        with self._zip.open(about, "w", force_zip64=about.compress_type == ZIP_STORED) as entry:

            def write(part: bytes) -> None:
                digest.update(part)
                entry.write(part)

            yield write
        self.digests[name] = digest.hexdigest()

    def put(self, name: str, content: str | bytes) -> None:
        """A file with this content."""
        with self.file(name) as write:
            write(content.encode() if isinstance(content, str) else content)

    def copy(self, name: str, source: IO[bytes]) -> None:
        """A file with what ``source`` holds."""
        with self.file(name) as write:
            while part := source.read(PART):
                write(part)

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """A file of these lines."""
        with self.file(name) as write:
            for line in lines:
                write(f"{line}\n".encode())
