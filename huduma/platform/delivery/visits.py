"""Counting how often pages are read, and nothing about who reads them (docs/decisions/0007-visits.md).

A script on the page says to ``PATH`` which page is being read. That is answered here, in front of Django, from memory; every few seconds
what has come together is written in one transaction. So a page costs the same whether nginx or the page cache answers it, and is counted
the same. What one address can add in a day is bounded without keeping the address.
"""

import array
import hashlib
import logging
import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from multiprocessing.util import Finalize
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from huduma.platform.accounts.addresses import address_in, neighbourhood

from . import metrics
from .negotiation import host_of, is_host
from .pages import is_path
from .view_counts import View, add_views

logger = logging.getLogger(__name__)

PATH = "/hesabu"  # no page has an address without a slash at its end
SECONDS = 3.0  # between two writes: what a killed process takes with it
_LONGEST = 2_000  # bytes of a path, percent-encoded
_MOST_WAITING = 20_000  # pages counted and not yet written; more are only made up, or the database is away for long

VIEWS_OF_PAGE, VIEWS_OF_ALL = 100, 5_000  # that one address can add in a day: an operator of mobile phones has thousands behind one
_PAGE_SLOTS, _ADDRESS_SLOTS = 1 << 20, 1 << 17

# Robots that run scripts mostly say so, and what has no name is none. CUBOT makes telephones.
_ROBOT = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scan|archiv|monitor|prob(?:e|ing)|preview|fetch|headless|phantom|lighthouse|curl|wget|python|java/|ruby|perl|php"
    r"|go-http|okhttp|httpclient|libwww|feed|facebookexternalhit|^$",
    re.IGNORECASE,
)


class Allowance:
    """What each address may still add today.

    Two tables of small numbers, found by a hash of the address under a key that only this process has, and only until midnight: neither
    an address nor anything that stays the same from one day to the next is kept. Two that fall on one number share what it allows.
    """

    def __init__(self) -> None:
        self._renew(date.min)

    def _renew(self, day: date) -> None:
        self._pages, self._addresses = bytearray(_PAGE_SLOTS), array.array("H", bytes(2 * _ADDRESS_SLOTS))
        self._day, self._key = day, secrets.token_bytes(32)

    def spend(self, address: str, view: View) -> bool:
        """Whether one more view from ``address`` counts."""
        if view.day != self._day:
            self._renew(view.day)
        page = self._slot(f"{address}\0{view.host}\0{view.path}") % _PAGE_SLOTS
        all_ = self._slot(address) % _ADDRESS_SLOTS
        if self._pages[page] >= VIEWS_OF_PAGE or self._addresses[all_] >= VIEWS_OF_ALL:
            return False
        self._pages[page] += 1
        self._addresses[all_] += 1
        return True

    def _slot(self, text: str) -> int:
        return int.from_bytes(hashlib.blake2b(text.encode(), key=self._key, digest_size=8).digest(), "big")


class Waiting:
    """Views that are counted and not yet written."""

    def __init__(self) -> None:
        self._views: Counter[View] = Counter()
        self._changing = threading.Lock()
        self._writing = threading.Lock()

    def add(self, view: View, number: int = 1) -> None:
        """Count ``view``; a page too many is let go of."""
        with self._changing:
            if view in self._views or len(self._views) < _MOST_WAITING:
                self._views[view] += number

    def write(self) -> None:
        """Write what there is, in one transaction; what could not be written goes on waiting. Raises what the database said."""
        with self._writing:
            with self._changing:
                views, self._views = self._views, Counter()
            if not views:
                return
            try:
                metrics.VIEWS.inc(add_views(views))
            except (DatabaseError, InterfaceError):
                for view, number in views.items():
                    self.add(view, number)
                raise


WAITING = Waiting()
_allowance = Allowance()


def count(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The answer to ``POST /hesabu`` with the path of a page as its body: 204 whether it counts or not, 400 for what is no path."""
    path = _path(environ)
    host = host_of(environ.get("HTTP_HOST", ""))
    if path is None or not is_host(host):
        return _answer("400 Bad Request", start_response)
    view = View(timezone.localdate(), host, path)
    if _is_wanted(environ, host) and _allowance.spend(neighbourhood(address_in(environ)), view):
        WAITING.add(view)
    return _answer("204 No Content", start_response)


def start() -> None:
    """Write what is counted every few seconds, for as long as this process lives, and once more when it ends in order."""
    threading.Thread(target=_run, name="delivery-visits", daemon=True).start()
    Finalize(None, _write, exitpriority=10)  # the workers of granian are processes of multiprocessing, which do not run atexit


def _run() -> None:
    pause = threading.Event()
    while not pause.wait(SECONDS):
        _write()


def _write() -> None:
    try:
        WAITING.write()
    except (DatabaseError, InterfaceError) as problem:
        logger.warning("The views of pages have to wait: %s", problem)
        connection.close()


def _path(environ: dict[str, Any]) -> str | None:
    """The path in the body, ``None`` when it is none that a page can have."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or not 0 < int(length) <= _LONGEST:
        return None
    try:
        path = unquote(environ["wsgi.input"].read(int(length)).decode("ascii"), errors="strict")
    except UnicodeError:
        return None
    return path if is_path(path) else None


def _is_wanted(environ: dict[str, Any], host: str) -> bool:
    """Whether a person reads who does not mind being counted, on the page itself and not on somebody else's that asks in their name."""
    if environ.get("HTTP_DNT") == "1" or environ.get("HTTP_SEC_GPC") == "1":
        return False
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return False
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and host_of(urlsplit(origin).netloc) != host:
        return False
    return not _is_robot(environ.get("HTTP_USER_AGENT", ""))


@lru_cache(maxsize=2_000)
def _is_robot(user_agent: str) -> bool:
    return _ROBOT.search(user_agent[:500]) is not None


def _answer(status: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    about = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    if not status.startswith("204"):  # which has no body and so no length (RFC 9110, section 8.6)
        about.append(("Content-Length", "0"))
    start_response(status, about)
    return [b""]
