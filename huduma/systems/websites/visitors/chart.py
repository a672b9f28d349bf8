"""A chart of numbers by day, as bars of an SVG beside the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.formats import date_format

from huduma.systems.websites.models.traffic import Period

WIDTH, HEIGHT = 720, 160  # of the drawing, in units of its own
GAP = 0.25  # of a bar's place
DAYS_AS_DAYS, DAYS_AS_WEEKS = 31, 120  # how long a period may be to be shown by day, and by week


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, how much, and where it is drawn."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


def bars(period: Period, counted: dict[date, int]) -> list[Bar]:
    """The days, weeks or months of ``period`` with what was ``counted``."""
    groups = [(label, sum(counted.get(day, 0) for day in days)) for label, days in _grouped(period)]
    most = max((value for _label, value in groups), default=0) or 1
    place = WIDTH / max(len(groups), 1)
    return [
        Bar(
            label=label,
            value=value,
            x=round(place * (number + GAP / 2), 1),
            y=round(HEIGHT - HEIGHT * value / most, 1),
            width=round(place * (1 - GAP), 1),
            height=round(HEIGHT * value / most, 1),
        )
        for number, (label, value) in enumerate(groups)
    ]


def _grouped(period: Period) -> list[tuple[str, Sequence[date]]]:
    days = period.dates()
    if period.days <= DAYS_AS_DAYS:
        return [(date_format(day, "j F"), [day]) for day in days]
    if period.days <= DAYS_AS_WEEKS:
        weeks = [list(week) for _monday, week in groupby(days, key=_monday_of)]
        return [(f"{date_format(week[0], 'j F')} – {date_format(week[-1], 'j F')}", week) for week in weeks]
    return [(date_format(date(*month, 1), "F Y"), list(group)) for month, group in groupby(days, key=lambda day: (day.year, day.month))]


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
