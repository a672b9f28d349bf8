"""How often the pages of sites are read: by day, by page, and over all institutions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from huduma.platform.delivery.models import PageViews, SiteViews

from .feedback import PageVotes

SOURCE = "websites.page:"  # of a page's views, before its primary key
MONTH = 30  # days, of the overview and of the nation's figure


@dataclass(frozen=True)
class Period:
    """Some days up to and with ``last``."""

    days: int
    last: date

    @property
    def first(self) -> date:
        """The first day of it."""
        return self.last - timedelta(days=self.days - 1)

    @property
    def before(self) -> "Period":
        """As many days before it."""
        return Period(self.days, self.first - timedelta(days=1))

    def dates(self) -> list[date]:
        """Its days in order."""
        return [self.first + timedelta(days=number) for number in range(self.days)]


def lately(days: int) -> Period:
    """The last ``days`` days with today."""
    return Period(days, timezone.localdate())


def with_views(pages: QuerySet[Any], period: Period) -> QuerySet[Any]:
    """``pages`` with ``views`` in ``period``, and ``yes`` and ``no``, what their readers said, ever."""
    views = PageViews.objects.filter(
        institution=OuterRef("institution"),
        source=Concat(Value(SOURCE), Cast(OuterRef("pk"), CharField())),
        day__range=(period.first, period.last),
    )
    votes = PageVotes.objects.filter(page=OuterRef("pk"))
    return pages.annotate(
        views=_sum(views.order_by().values("source"), "views"),
        yes=Coalesce(Subquery(votes.values("yes")), 0),
        no=Coalesce(Subquery(votes.values("no")), 0),
    )


def with_traffic(sites: QuerySet[Any], days: int = MONTH) -> QuerySet[Any]:
    """``sites`` with ``views`` in the last ``days`` days."""
    period = lately(days)
    own = SiteViews.objects.filter(institution=OuterRef("pk"), day__range=(period.first, period.last))
    return sites.annotate(views=_sum(own.order_by().values("institution"), "views"))


def _sum(rows: Any, column: str) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(total=Sum(column)).values("total")), 0)


def by_day(rows: QuerySet[Any], period: Period) -> dict[date, int]:
    """The views of ``rows`` (of ``SiteViews``) on each day of ``period`` and of the period before it (one query)."""
    found = rows.filter(day__range=(period.before.first, period.last)).order_by().values_list("day").annotate(total=Sum("views"))
    counted: dict[date, int] = defaultdict(int)
    counted.update(found)
    return counted


def total(counted: dict[date, int], days: Iterable[date]) -> int:
    """The views of all ``days``."""
    return sum(counted.get(day, 0) for day in days)


def nationwide() -> int:
    """The views of all sites in the last thirty whole days: it changes once a day, and so does what shows it."""
    period = Period(MONTH, timezone.localdate() - timedelta(days=1))
    rows = SiteViews.objects.filter(day__range=(period.first, period.last))
    return rows.aggregate(total=Coalesce(Sum(F("views")), 0))["total"]  # type: ignore[no-any-return]
