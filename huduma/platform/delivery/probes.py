"""Addresses that machines ask, on any host and without the database: /livez, /readyz and /metrics."""

import hmac
import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST

from . import metrics

schema_is_current = threading.Event()  # set by the watcher once every migration of this release is applied


def _livez(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The process answers."""
    return _answer("200 OK", b"ok\n", start_response)


def _readyz(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Send requests here: not while the operator drains this machine (a file ``drain`` in the state folder), nor before its schema.

    The database is not asked: a short absence of it would take every machine out at once, and what is kept can still be served.
    """
    if (settings.STATE / "drain").exists():
        return _answer("503 Service Unavailable", b"draining\n", start_response)
    if not schema_is_current.is_set():
        return _answer(
            "503 Service Unavailable", b"the database lacks migrations of this release, or has not answered yet\n", start_response
        )
    return _answer("200 OK", b"ok\n", start_response)


def _metrics(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Figures for Prometheus, for who has the token (``metrics_token`` in the state folder, or HUDUMA_METRICS_TOKEN)."""
    given = environ.get("HTTP_AUTHORIZATION", "")
    if not hmac.compare_digest(given.encode("latin-1", "replace"), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return _answer("401 Unauthorized", b"A token is needed.\n", start_response, ("WWW-Authenticate", "Bearer"))
    return _answer("200 OK", metrics.exposition(), start_response, content_type=CONTENT_TYPE_LATEST)


def _answer(
    status: str, body: bytes, start_response: Callable[..., Any], *extra: tuple[str, str], content_type: str = "text/plain; charset=utf-8"
) -> Iterable[bytes]:
    about = [("Content-Type", content_type), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start_response(status, [*about, ("X-Content-Type-Options", "nosniff"), *extra])
    return [body]


PROBES = {"/livez": _livez, "/readyz": _readyz, "/metrics": _metrics}
