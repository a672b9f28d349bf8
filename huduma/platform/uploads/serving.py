"""Sending what was uploaded: a middleware, before anything that knows of sites, sessions or languages.

Without ``UPLOADS_ORIGIN`` every host of ours has ``/media/``. With it that origin has it alone, and has nothing else: whatever a file could
do in a browser, it does where no cookie and no page of ours is. Behind nginx the same files are sent by nginx, with the same headers.
"""

from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from . import documents

PREFIX = "/media/"
INLINE, DOWNLOAD = {"images", "original_images"}, "documents"  # folders of the storage: what a browser may show, and what it saves
POLICY = "default-src 'none'; sandbox"
FOREVER = "public, max-age=31536000, immutable"  # a name means one content (names.stored_name)
_PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
}

Responder = Callable[[HttpRequest], HttpResponseBase]


def uploads(get_response: Responder) -> Responder:
    """Answer for the files of ``PREFIX``, on the hosts that have them."""
    origin = urlsplit(settings.UPLOADS_ORIGIN).netloc

    def middleware(request: HttpRequest) -> HttpResponseBase:
        at_uploads = bool(origin) and request.META.get("HTTP_HOST", "").lower() == origin
        if not at_uploads and not request.path_info.startswith(PREFIX):
            return get_response(request)
        return _send(request) if at_uploads or not origin else _nothing()

    return middleware


def _send(request: HttpRequest) -> HttpResponseBase:
    """The file that the request asks for, or 404."""
    name = request.path_info.removeprefix(PREFIX)
    media_type, inline = kind_of(name)
    if request.method not in {"GET", "HEAD"} or not request.path_info.startswith(PREFIX) or not media_type:
        return _nothing()
    if not isinstance(default_storage, FileSystemStorage):  # an S3 bucket answers for itself
        return _nothing()
    try:
        file = default_storage.open(name)
    except (OSError, ValueError, SuspiciousFileOperation):
        return _nothing()
    response = FileResponse(file, as_attachment=not inline, filename=PurePosixPath(name).name, content_type=media_type)
    for header, value in headers().items():
        response[header] = value
    return response


def kind_of(name: str) -> tuple[str, bool]:
    """The media type of the stored file ``name`` and whether a browser may show it; no type when the file is not for sending at all."""
    path = PurePosixPath(name)
    folder, extension = path.parts[0] if len(path.parts) == 2 else "", path.suffix.lower()
    if folder in INLINE:
        return _PICTURES.get(extension, ""), True
    if folder == DOWNLOAD:
        return documents.TYPES.get(extension[1:], ""), False
    return "", False


def headers() -> dict[str, str]:
    """What every file is sent with, also by nginx."""
    return {"Content-Security-Policy": POLICY, "Cache-Control": FOREVER, "Cross-Origin-Resource-Policy": "cross-origin"}


def _nothing() -> HttpResponse:
    response = HttpResponse("404", status=404, content_type="text/plain")
    response["Content-Security-Policy"] = POLICY
    return response
