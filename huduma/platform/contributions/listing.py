"""``Listing``: public records of one kind; drawn by search, sitemap, feeds and "latest" blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class Entry:
    """One public record in one language, as search and feeds show it.

    ``url`` is absolute with scheme and host; ``text`` is plain text to be searched; ``institution_id`` is the owner's primary
    key or ``None`` for the nation's own; ``dated`` is the instant by which latest comes first. ``published_at`` is when everyone could see
    it first, as feeds say, and ``changed_at`` when it changed last, as sitemaps say, where that is not ``dated``: an event begins later.
    """

    language: str
    title: str
    url: str
    summary: str
    text: str
    institution_id: int | None
    dated: datetime
    published_at: datetime | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Listing:
    """Public records of one kind.

    ``records`` returns the QuerySet of what everyone may see, ``describe`` turns one record into its entries (one a language).
    ``is_news`` says that the newest of them are worth showing as the latest, as a news page is and a contact page is not. ``current``
    returns those that matter now, the most urgent first; where it is given, the website of an institution lists its own of them (they
    have an ``institution``), and ``all_of(institution)`` gives the whole address at which all current ones of one institution are, in the
    language that is active.
    """

    key: str
    label: str | Promise
    records: Callable[[], QuerySet[Any]]
    describe: Callable[[Model], list[Entry]]
    is_news: bool = False
    current: Callable[[], QuerySet[Any]] | None = None
    all_of: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Watcher:
    """Who keeps what it has drawn of listings in step with them.

    ``changed(listing, institutions)`` is called in the transaction in which records of the listing with this key came, changed or went;
    they belong to the institutions with these primary keys.
    """

    key: str
    changed: Callable[[str, set[int]], None]


listings: Registry[Listing] = Registry()
watchers: Registry[Watcher] = Registry()


def news() -> list[str]:
    """The keys of the listings whose newest records are shown as the latest."""
    return [listing.key for listing in listings if listing.is_news]
