"""The rows of views: adding to them, in one transaction for all that came together, and summing up what is old.

Nobody decides anything here, so unlike an action neither says who, nor is there an audit entry.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from huduma.platform.institutions.scoping import whole_nation

from .models import PageViews

VIEWS_BY_DAY = timedelta(days=400)  # a year of days, and the same days of the year before it at hand for a month
_AT_ONCE = 200  # rows in one statement: below SQLite's limit of variables

# Written out because Django can only replace what is there, not add to it; all say the same on both databases.
_KNOWN = """
    WITH asked(host, path) AS (VALUES {})
    SELECT site.host, page.path, site.institution_id, page.source
    FROM asked
    JOIN delivery_livesite site ON site.host = asked.host AND site.institution_id IS NOT NULL
    JOIN delivery_livepage page ON page.site_id = site.id AND page.path = asked.path"""
_ADD_TO_PAGES = """
    INSERT INTO delivery_pageviews (institution_id, source, day, views) VALUES {}
    ON CONFLICT (institution_id, source, day) DO UPDATE SET views = delivery_pageviews.views + excluded.views"""
_ADD_TO_SITES = """
    INSERT INTO delivery_siteviews (institution_id, day, views) VALUES {}
    ON CONFLICT (institution_id, day) DO UPDATE SET views = delivery_siteviews.views + excluded.views"""

Row = tuple[Any, ...]


class View(NamedTuple):
    """A page that was read: the day in the nation's time, host and path."""

    day: date
    host: str
    path: str


@transaction.atomic
def add_views(views: Mapping[View, int]) -> int:
    """Add ``views``, how often each was had, to what was counted before; returns how many were of pages that there are.

    Rows are taken in one order by everybody, so that two processes wait for each other and never both.
    """
    known = _known(sorted({(host, path) for _day, host, path in views}))
    of_pages, of_sites = Counter[Row](), Counter[Row]()
    for (day, host, path), number in views.items():
        if (host, path) in known:
            institution, source = known[host, path]
            of_pages[institution, source, day.isoformat()] += number
            of_sites[institution, day.isoformat()] += number
    _run(_ADD_TO_PAGES, [(*key, number) for key, number in sorted(of_pages.items())])
    _run(_ADD_TO_SITES, [(*key, number) for key, number in sorted(of_sites.items())])
    return of_sites.total()


def _known(pages: Sequence[Row]) -> dict[tuple[str, str], tuple[int, str]]:
    """Institution and source of those of ``pages``, hosts and paths, that there are."""
    return {(host, path): (institution, source) for host, path, institution, source in _run(_KNOWN, pages)}


def _run(statement: str, rows: Sequence[Row]) -> list[tuple]:
    """``statement`` with ``rows`` where its VALUES are; returns what it finds."""
    found: list[tuple] = []
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            places = ", ".join("(" + ", ".join(["%s"] * len(row)) + ")" for row in batch)
            cursor.execute(statement.format(places), [value for row in batch for value in row])
            found += cursor.fetchall() if cursor.description else []
    return found


def _batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield batch


def sum_up_views() -> int:
    """Keep one row a month of each page for the months that are past ``VIEWS_BY_DAY``; returns how many months were summed up."""
    limit = (timezone.localdate() - VIEWS_BY_DAY).replace(day=1)
    done = 0
    with whole_nation():
        while oldest := PageViews.objects.filter(day__lt=limit).exclude(day__day=1).order_by("day").values_list("day", flat=True).first():
            _sum_up(oldest.replace(day=1))
            done += 1
    return done


@transaction.atomic
def _sum_up(first: date) -> None:
    rows = PageViews.objects.filter(day__gte=first, day__lt=(first + timedelta(days=31)).replace(day=1))
    totals = list(rows.order_by().values("institution", "source").annotate(total=Sum("views")))
    rows.delete()
    PageViews.objects.bulk_create(
        [PageViews(institution_id=row["institution"], source=row["source"], day=first, views=row["total"]) for row in totals],
        batch_size=_AT_ONCE,
    )
