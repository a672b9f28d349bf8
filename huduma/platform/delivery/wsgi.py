"""The outermost WSGI callable: answers what it has kept, reads what it can, and hands the rest to Django.

A hit costs a look into a dictionary and one at a counter. A miss costs one query, or two, and no middleware. Both give the very headers
that Django would. Only GET and HEAD are looked at; whatever is someone's own goes to Django and is never kept.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse

from . import files, headers, metrics, negotiation, probes, visits
from .arrival import note_arrival
from .cache import Answer, Bounded, Flights, Kept, Key
from .caching import Keep, kept_from
from .generations import counters
from .middleware import DATABASE_AWAY
from .pages import is_path
from .reading import Reader

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_FILES = (settings.STATIC_URL, "/media/")  # no pages are below these
_PATHS_WITH_QUERY = 20_000  # views with query keys that are remembered; more are answered, but not kept
_LONGEST_KEY = 1_000  # characters of host, path and query together


class Delivery:
    """``application`` with the page cache in front of it."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._reader = Reader()
        self._flights = Flights()
        self._counters = counters()
        self._kept: Bounded[Kept] = Bounded(settings.PAGE_CACHE_BYTES, Kept.size)
        self._query_keys: dict[tuple[str, str], tuple[str, ...]] = {}  # by host and path, of the views that are the same for everyone

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method != "GET" and method != "HEAD":
            if environ["PATH_INFO"] == visits.PATH and method == "POST":
                return visits.count(environ, start_response)
            note_arrival(environ)
            return self._application(environ, start_response)
        host, path, query = negotiation.host_of(environ.get("HTTP_HOST", "")), environ["PATH_INFO"], environ["QUERY_STRING"]
        if query and negotiation.number_asked(query):
            return self._by_number(environ, start_response)
        key = (host, path, self._canonical(host, path, query) if query else "")
        kept = self._current(key)
        if kept is not None:
            metrics.HITS.one()
            return self._send(key, kept, environ, start_response)
        probe = probes.PROBES.get(path)
        if probe is not None:
            return probe(environ, start_response)
        if path.startswith(_FILES):
            return self._application(environ, start_response)
        return self._missed(key, environ, start_response)

    def bytes_kept(self) -> int:
        """The memory that kept answers take, in bytes."""
        return self._kept.bytes

    def _canonical(self, host: str, path: str, query: str) -> str:
        """The part of the query that a kept answer depends on; of a page that is nothing."""
        try:
            return negotiation.canonical_query(query, self._query_keys.get((host, path), ()))
        except ValueError:
            return query

    def _current(self, key: Key) -> Kept | None:
        """What is kept under ``key``, if it still holds."""
        kept = self._kept.get(key)
        return kept if kept is not None and self._holds(kept) else None

    def _holds(self, kept: Kept) -> bool:
        return self._counters.now(kept.slot) == kept.generation

    def _keep(self, key: Key, kept: Kept) -> None:
        if self._holds(kept) and sum(map(len, key)) <= _LONGEST_KEY:
            self._kept.put(key, kept)

    def _send(self, key: Key, kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        encoding = negotiation.encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = kept.answer(encoding)
        if answer is None:
            answer = kept.add(encoding)
            self._keep(key, kept)  # again, for it has grown
        return _respond(answer, environ, start_response)

    def _missed(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        host, path, _ = key
        known_view = (host, path) in self._query_keys
        page_path = _page_path(path) if negotiation.is_host(host) else None
        if page_path is None and not known_view:
            return self._from_django(key, environ, start_response)
        with self._flights.one(key):
            kept = self._current(key)  # left by whoever was ahead
            if kept is not None:
                metrics.HITS.one()
                return self._send(key, kept, environ, start_response)
            answer = self._from_row(key, page_path, environ, start_response) if page_path else None
            if answer is None and known_view:
                answer = self._from_django(key, environ, start_response)
        # Outside the flight: what is not known to be the same for everyone must not queue behind another's.
        return self._from_django(key, environ, start_response) if answer is None else answer

    def _from_row(self, key: Key, page_path: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes] | None:
        """The rendered page at ``page_path``, or ``None`` when the host has none there."""
        host, path, _ = key
        started = time.perf_counter()
        try:
            read = self._reader.read(host, page_path)
        except (DatabaseError, InterfaceError):
            metrics.AWAY.inc()
            return self._application({**environ, DATABASE_AWAY: True}, start_response)
        if read is None:
            return None
        if not path.endswith("/"):
            return _redirect(_address(page_path, environ["QUERY_STRING"]), start_response)
        self._query_keys.pop((host, path), None)
        response = self._send((host, path, ""), read.kept, environ, start_response)
        if settings.PAGE_FILES and self._holds(read.kept):
            files.write(site=read.site, host=host, path=page_path, styles=read.styles, kept=read.kept)
        metrics.MISS_SECONDS.observe(time.perf_counter() - started)
        return response

    def _by_number(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """What Django says of an address with the number of a page in its query; what the path alone says when Django knows nothing."""
        started: list[tuple[Any, ...]] = []
        response = self._application(environ, lambda *status_and_headers: started.append(status_and_headers))
        if not started[-1][0].startswith("404"):
            start_response(*started[-1])
            return response
        if hasattr(response, "close"):
            response.close()
        return self({**environ, "QUERY_STRING": ""}, start_response)

    def _from_django(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return self._application(environ, start_response)
        started: list[tuple[Any, ...]] = []
        with metrics.DJANGO_SECONDS.time():
            response = self._application(environ, lambda *status_and_headers: started.append(status_and_headers))
        status, sent, *_ = started[-1]
        keep = getattr(response, "same_for_everyone", None)
        if isinstance(response, HttpResponse) and isinstance(keep, Keep) and self._remember(key, keep.query):
            kept = kept_from(keep, status, sent, response)
            if kept is not None:
                response.close()
                host, path, _ = key
                return self._send((host, path, self._canonical(host, path, environ["QUERY_STRING"])), kept, environ, start_response)
        start_response(*started[-1])
        return response

    def _remember(self, key: Key, query_keys: tuple[str, ...]) -> bool:
        """Note on which query keys the view at ``key`` depends. False when there are too many such views to note another."""
        host, path, _ = key
        if (host, path) not in self._query_keys and len(self._query_keys) >= _PATHS_WITH_QUERY:
            return False
        self._query_keys[host, path] = query_keys
        return True


def _page_path(path_info: str) -> str | None:
    """The path of the page that a WSGI path asks for, with or without its last slash; ``None`` when no page can have it."""
    try:
        path = path_info if path_info.isascii() else path_info.encode("latin-1").decode()
    except UnicodeError:
        return None
    path = path if path.endswith("/") else path + "/"
    return path if is_path(path) else None


def _address(path: str, query: str) -> str:
    return quote(path) + (f"?{quote(query, safe=_QUERY_CHARACTERS)}" if query else "")


_QUERY_CHARACTERS = "!$&'()*+,;=:@/?%-._~"  # RFC 3986, section 3.4


def _respond(answer: Answer, environ: Environ, start_response: StartResponse) -> list[bytes]:
    version = environ.get("HTTP_IF_NONE_MATCH")
    if version is not None and negotiation.has_version(version, answer.etag):
        start_response("304 Not Modified", answer.headers_of_304)
        return [b""]
    start_response("200 OK", answer.headers)
    return answer.body if environ["REQUEST_METHOD"] == "GET" else [b""]


def _redirect(address: str, start_response: StartResponse) -> list[bytes]:
    about = [("Location", address), ("Content-Length", "0"), headers.REVALIDATE, *headers.security()]
    start_response("301 Moved Permanently", about)
    return [b""]
