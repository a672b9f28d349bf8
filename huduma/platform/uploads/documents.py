"""Documents: what kind one is, by its content alone. They are kept as they came, so they are judged strictly and only sent as downloads."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 25 * 1024 * 1024
_MAX_ENTRIES, _MAX_UNPACKED, _MAX_RATIO = 5_000, 300 * 1024**2, 200
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_OOXML = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
TYPES = {
    "pdf": "application/pdf",
    **{extension: media_type.decode() for media_type, extension in _ODF.items()},
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
EXTENSIONS = list(TYPES)
_MACRO = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|basic/|scripts/|macros/)|\.(exe|dll|com|scr|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|jar|lnk)$",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|img|link|meta|\?xml)\b|<\?php", re.IGNORECASE)
_PDF_PROGRAM = re.compile(rb"/(Launch|JavaScript|JS)\b")
_NAME_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")  # a letter of a name, written as its number
_STREAM = re.compile(rb">>\s{0,4}stream\r?\n")
_DICTIONARY, _MAX_OBJECTS, _LONGEST_TYPE = 2_000, 20 * 1024**2, 100  # bytes that are looked at
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def judge(content: bytes, name: str) -> str:
    """The extension of what ``content`` is: ``pdf``, ``odt``, ``docx``, ``csv`` and so on.

    Raises ``ValidationError`` with ``code`` ``file_too_large``, ``wrong_name`` (it is something else than the extension of ``name`` says),
    ``has_macros`` or ``not_a_document``.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The document is larger than %(most)s MB.") % {"most": MAX_BYTES // 1024**2}, code="file_too_large")
    named = name.rpartition(".")[2].lower()
    kind = _kind(content, named)
    if kind != named:
        raise ValidationError(
            _("The file's name ends in “%(named)s”, but its content is %(kind)s. Rename it or save it anew.")
            % {"named": named[:20], "kind": kind.upper()},
            code="wrong_name",
        )
    return kind


def _kind(content: bytes, named: str) -> str:
    judges: dict[bytes, Callable[[bytes], str | None]] = {b"%PDF-": _pdf, b"PK\x03\x04": _office}
    for start, judge_ in judges.items():
        if content.startswith(start):
            kind = judge_(content)
            break
    else:
        kind = _text(content, named)
    if kind is None:
        raise not_a_document()
    return kind


def not_a_document() -> ValidationError:
    """What is said of a file that is no document of a kind we take, a broken one, or one that unpacks without end."""
    return ValidationError(
        _("This is not a whole document of a kind that can be published. Use PDF, Word, Excel, PowerPoint, OpenDocument, CSV or text."),
        code="not_a_document",
    )


def _pdf(content: bytes) -> str | None:
    """A PDF from its first byte to its last: nothing before it, and nothing but blanks after its end."""
    before, end, after = content.rpartition(b"%%EOF")
    if not end or after.strip(b"\r\n\t \x00") or b"startxref" not in before[-2048:]:
        return None
    if _MARKUP.search(content[:1024].decode("latin-1")):
        return None
    if any(_PDF_PROGRAM.search(_NAME_CODE.sub(_decoded, part)) for part in _pdf_objects(content)):
        raise has_programs()
    return "pdf"


def _pdf_objects(content: bytes) -> Iterator[bytes]:
    """What a PDF says, without the packed pictures and letters in which any word may stand by chance, and with its packed objects."""
    at, left = 0, _MAX_OBJECTS
    while opened := _STREAM.search(content, at):
        closed = content.find(b"endstream", opened.end())
        if closed < 0:
            break
        said = content[at : opened.start()]
        yield said
        if b"/ObjStm" in said[-_DICTIONARY:]:
            with suppress(zlib.error):
                unpacked = zlib.decompressobj().decompress(content[opened.end() : closed], left)
                left -= len(unpacked)
                yield unpacked
            if left <= 0:
                raise not_a_document()
        at = closed
    yield content[at:]


def _decoded(code: re.Match[bytes]) -> bytes:
    return bytes([int(code[1], 16)])


def has_programs() -> ValidationError:
    """What is said of a document that would run something for whoever opens it."""
    return ValidationError(_("The document carries macros or programs. Save it without them."), code="has_macros")


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if not _is_bounded(archive) or not _ends_here(content, archive):
                return None
            names = archive.namelist()
            if any(_MACRO.search(name) for name in names):
                raise has_programs()
            if "mimetype" in names:
                with archive.open("mimetype") as said:
                    return _ODF.get(said.read(_LONGEST_TYPE).strip())
            if "[Content_Types].xml" in names:
                return next((kind for folder, kind in _OOXML.items() if any(name.startswith(folder) for name in names)), None)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return None  # zipfile says so of an archive that is broken, cut short, encrypted or packed in a way that it does not know
    return None


def _is_bounded(archive: zipfile.ZipFile) -> bool:
    """Whether unpacking it is harmless: by the sizes it declares, and every entry inside its own folder."""
    entries = archive.infolist()
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    outside = any(entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", entry.filename) for entry in entries)
    encrypted = any(entry.flag_bits & 1 for entry in entries)
    bomb = unpacked > _MAX_UNPACKED or unpacked > max(packed, 10_000) * _MAX_RATIO
    return bool(entries) and len(entries) <= _MAX_ENTRIES and not (outside or encrypted or bomb)


def _ends_here(content: bytes, archive: zipfile.ZipFile) -> bool:
    """Whether the archive is the whole file: it begins with its first entry and nothing follows its directory."""
    return min(entry.header_offset for entry in archive.infolist()) == 0 and content[-22:-18] == b"PK\x05\x06" and not archive.comment


def _text(content: bytes, named: str) -> str | None:
    """Text that is text: UTF-8 without control signs, and no web page. Which kind of text, only its name can say."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if not text.strip() or _CONTROLS.search(text) or _MARKUP.search(text):
        return None
    return named if named in {"csv", "txt"} else "txt"
