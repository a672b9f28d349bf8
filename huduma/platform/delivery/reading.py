"""Reading a rendered page from the database: one query, and a second when its chrome is not at hand."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import DatabaseError, InterfaceError, connection

from huduma.platform.asking.plans import Plan

from . import headers
from .cache import Bounded, Kept
from .generations import NEVER, slot_of
from .pages import Chrome, assemble

_CHROME_BYTES = 8_000_000  # the chromes of some 400 sites in two languages

# Written out because Django's compiler would cost several times as much as the query itself (bench/RESULTS.md).
_PAGE = Plan(
    "huduma_page",
    ["text", "text"],
    """
    SELECT site.id, site.generation, site.styles, page.language, page.html
    FROM delivery_livesite site JOIN delivery_livepage page ON page.site_id = site.id AND page.path = %s
    WHERE site.host = %s""",
)
_PAGE_AND_CHROME = """
    SELECT site.id, site.generation, site.styles, page.language, page.html, chrome.head, chrome.top, chrome.bottom
    FROM delivery_livesite site
    JOIN delivery_livepage page ON page.site_id = site.id AND page.path = %s
    LEFT JOIN delivery_livechrome chrome ON chrome.site_id = site.id AND chrome.language = page.language
    WHERE site.host = %s"""


class Read(NamedTuple):
    """A page as read: its site, the inline styles of that, and the answer."""

    site: int
    styles: str
    kept: Kept


class Reader:
    """Reads pages, and remembers the chromes around them."""

    def __init__(self) -> None:
        self._chromes: Bounded[Chrome] = Bounded(_CHROME_BYTES, lambda chrome: len(chrome.head) + len(chrome.top) + len(chrome.bottom))

    def read(self, host: str, path: str) -> Read | None:
        """The page at ``path`` of ``host``, or ``None`` when there is none. Raises ``DatabaseError`` or ``InterfaceError``."""
        row = _row(_PAGE, [path, host])
        if row is None:
            return None
        site, generation, _, language, _ = row
        chrome = self._chromes.get((site, language))
        if chrome is None or chrome.generation != generation:
            # Both in one query: what two queries find may be of two moments, and make a page that never was.
            row = _row(_PAGE_AND_CHROME, [path, host])
            if row is None:
                return None
            site, generation, _, language, _, *parts = row
            chrome = Chrome(generation, *(part or "" for part in parts))
            self._chromes.put((site, language), chrome)
        return self._put_together(path, chrome, *row[:5])

    def _put_together(self, path: str, chrome: Chrome, site: int, generation: int, styles: str, language: str, html: str) -> Read:
        plain = assemble(html, path, chrome).encode()
        # What an open transaction sees of its own changes may never come true.
        until = NEVER if connection.in_atomic_block else generation
        return Read(site, styles, Kept(plain, headers.for_page(language, styles), slot_of(site), until))


def _row(question: Plan | str, parameters: Sequence[Any]) -> Sequence[Any] | None:
    """The one row that ``question`` finds; asked again on a new connection when the database has dropped this one.

    Django looks after connections around its own requests. These come before, and shall not pay for a test query each time.
    """
    if connection.close_at is not None and time.monotonic() >= connection.close_at and not connection.in_atomic_block:
        connection.close()
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _ask(question, parameters)
    except (DatabaseError, InterfaceError):
        if connection.connection is None or connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return _ask(question, parameters)


def _ask(question: Plan | str, parameters: Sequence[Any]) -> Sequence[Any] | None:
    with connection.cursor() as cursor:
        if isinstance(question, Plan):
            question.ask(cursor, parameters)
        else:
            cursor.execute(question, parameters)
        return cursor.fetchone()
