"""Writing and reading the archive."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.core.files.storage import default_storage
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

import huduma
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.uploads.passing import FOLDER as PASSING

from . import databases

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What the archive must hold to be whole: rows of each table, SHA-256 of each upload, and the head of the audit chain."""

    format: int
    version: str
    taken_at: str
    vendor: str
    rows: dict[str, int]
    audit_records: int
    uploads: dict[str, str]


def write(out: IO[bytes], progress: Callable[[str], None]) -> Manifest:
    """Write a backup of the living platform into ``out`` as a tar stream and return its manifest."""
    taken_at = timezone.now().isoformat()
    with tarfile.open(fileobj=out, mode="w|") as tar, TemporaryDirectory() as folder:
        copy = Path(folder, "database")
        progress("copying the database")
        rows = databases.copy_to(copy)
        tar.add(copy, "database")
        uploads = {}
        for name in uploaded_files():
            uploads[name] = _add_upload(tar, name)
            if len(uploads) % 500 == 0:
                progress(f"{len(uploads)} uploads")
        records = rows.get(ChainedRecord._meta.db_table, 0)
        manifest = Manifest(FORMAT, huduma.__version__, taken_at, connection.vendor, rows, records, uploads)
        content = json.dumps(asdict(manifest)).encode()
        header = tarfile.TarInfo("manifest.json")
        header.size = len(content)
        tar.addfile(header, io.BytesIO(content))
    progress(f"{sum(rows.values())} rows, {len(uploads)} uploads")
    return manifest


def read(source: IO[bytes], folder: Path) -> Manifest:
    """Unpack an archive into ``folder`` (``database``, ``media/…``) and return its manifest.

    Raises ``CommandError`` when the archive is cut off, damaged, or not one of ours.
    """
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            tar.extractall(folder, filter="data")  # the filter refuses names that leave the folder
    except (tarfile.TarError, EOFError, OSError) as error:
        raise CommandError(f"The archive cannot be read: {error}") from error
    if not (folder / "manifest.json").exists():
        raise CommandError("The archive has no manifest: it was cut off while it was written.")
    manifest = Manifest(**json.loads((folder / "manifest.json").read_text()))
    if manifest.format != FORMAT:
        raise CommandError(f"The archive is of format {manifest.format}; this version reads {FORMAT}.")
    for name, expected in manifest.uploads.items():
        if digest((folder / "media" / name).open("rb")) != expected:
            raise CommandError(f"The upload {name} in the archive is damaged.")
    return manifest


def uploaded_files(folder: str = "") -> Iterator[str]:
    """The names of all uploads in the storage, below ``folder``, that are there to stay."""
    if folder == PASSING:
        return
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in sorted(files):
        yield f"{folder}/{file}" if folder else file
    for inner in sorted(folders):
        yield from uploaded_files(f"{folder}/{inner}" if folder else inner)


def digest(file: IO[bytes]) -> str:
    """The SHA-256 of a file in hexadecimal; closes it."""
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _add_upload(tar: tarfile.TarFile, name: str) -> str:
    with default_storage.open(name) as file:
        header = tarfile.TarInfo(f"media/{name}")
        header.size = default_storage.size(name)
        tar.addfile(header, file)
    return digest(default_storage.open(name))
