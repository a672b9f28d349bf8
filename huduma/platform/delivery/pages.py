"""A rendered page, and how it becomes the document that is sent.

A page is stored as a whole HTML document with three *slots*, comments that stand where the site's chrome goes. The chrome is stored
once for each site and language, so a new menu entry rewrites one row and not a thousand. ``portal/base.html`` writes the slots when it
is rendered with ``chrome="slots"``.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape

HEAD, TOP, BOTTOM = "<!--hd:head-->", "<!--hd:top-->", "<!--hd:bottom-->"

# A path is also the name of a directory in nginx mode: each part starts with a letter or digit, so none is empty, hidden or "..".
_PATH = re.compile(r"/(?:\w[\w.~-]*/)*")
_LONGEST_PATH, _LONGEST_PART = 400, 200  # characters; bytes (a file name has 255 at most)


class BadPath(ValueError):
    """A path that no page can have."""


class BadSlots(ValueError):
    """A page with some of the slots but not all, or in the wrong order."""


@dataclass(frozen=True)
class RenderedPage:
    """A page as it is put on a site.

    ``path`` is what the visitor types after the host, ``/habari/`` or ``/en/news/``: it starts and ends with ``/`` and its parts are made
    of letters, digits, ``.``, ``_``, ``~`` and ``-``. ``html`` is the whole document with slots (or without any, when it brings its own
    chrome); ``title`` and ``description`` are plain text; ``source`` says what it was rendered from, for example ``websites.page:123``, and
    ``drawn_from``, for what is dear to render, is a fingerprint of all that went into it, so that whoever has the same again need not.
    Raises ``BadPath``, and ``BadSlots`` when only some of the slots are there.
    """

    language: str
    path: str
    title: str
    html: str
    modified_at: datetime
    source: str
    description: str = ""
    drawn_from: str = ""

    def __post_init__(self) -> None:
        check_path(self.path)
        places = [self.html.find(HEAD), self.html.find(TOP), self.html.rfind(BOTTOM)]
        if places != sorted(places) or (max(places) >= 0 and min(places) < 0):
            raise BadSlots(f"{self.path}: a page has all three slots, in order, or none")


@dataclass(frozen=True)
class Chrome:
    """The chrome of one site and language, as read at ``generation``."""

    generation: int
    head: str
    top: str
    bottom: str


def check_path(path: str) -> None:
    """Refuse a path that no page can have. Raises ``BadPath``."""
    if not is_path(path):
        raise BadPath(f"{path[:100]!r} is not a path of a page")


def is_path(path: str) -> bool:
    """Whether a page can have this path."""
    return (
        len(path) <= _LONGEST_PATH
        and _PATH.fullmatch(path) is not None
        and unicodedata.is_normalized("NFC", path)
        and all(len(part.encode()) <= _LONGEST_PART for part in path.split("/"))
    )


def fingerprint(content: bytes) -> str:
    """A short hash of ``content``: 32 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def assemble(html: str, path: str, chrome: Chrome) -> str:
    """The document to send: ``html`` with its slots filled, and the menu entry of ``path`` marked as the current one.

    A slot is looked for only after the one before it, and the last one from the end, so nothing that an editor wrote is taken for one.
    """
    before_head, slot, rest = html.partition(HEAD)
    if not slot:
        return html
    before_top, _, rest = rest.partition(TOP)
    main, _, after = rest.rpartition(BOTTOM)
    top = chrome.top.replace(f'data-hd-menu="{escape(path)}"', 'aria-current="page"')
    return "".join([before_head, chrome.head, before_top, top, main, chrome.bottom, after])
