"""The marks by which a sent form shows that it was filled in on a page of ours.

A page lies in caches for everyone, so the mark on it is the same for everyone and good for as long as the platform's secret is. A page
that is drawn for one visitor, because something was wrong or doubtful, carries a mark with its hour instead.
"""

import time
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

FRESH_SECONDS = 3600  # to mend what was wrong on a slow phone


def page_mark(form: Any) -> str:
    """The mark of the page, the same for all its visitors, of the form with this key."""
    return _seal(f"{form}")


def fresh_mark(form: Any) -> str:
    """The mark of a page that is drawn now for one visitor."""
    now = f"{int(time.time())}"
    return f"{now}.{_seal(f'{form}.{now}')}"


def is_page_mark(mark: str, form: Any) -> bool:
    """Whether ``mark`` is that of the form's page."""
    return constant_time_compare(mark.encode(), page_mark(form).encode())


def is_fresh_mark(mark: str, form: Any) -> bool:
    """Whether ``mark`` was given to one visitor within the last hour."""
    at, _dot, seal = mark.partition(".")
    if not (at.isascii() and at.isdecimal() and len(at) < 12) or not constant_time_compare(seal.encode(), _seal(f"{form}.{at}").encode()):
        return False
    return 0 <= time.time() - int(at) <= FRESH_SECONDS


def _seal(text: str) -> str:
    return salted_hmac("huduma.websites.form", text, algorithm="sha256").hexdigest()[:32]
