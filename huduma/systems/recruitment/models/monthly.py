"""Vacancies, applications and placements by institution and month, as they are published."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Func
from django.utils import timezone

from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.states import ApplicationState

from .application import Application
from .suppression import Cell, suppress
from .vacancy import Vacancy


class Month(Func):
    """The month of an instant in the country's time, ``2026-11``, made by the database's own function: a million rows take a second."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        offset = timezone.localtime().utcoffset()  # a country without summer time has one
        seconds = int(offset.total_seconds()) if offset else 0
        return super().as_sql(compiler, connection, template=f"strftime('%%%%Y-%%%%m', %(expressions)s, '{seconds:+d} seconds')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"to_char(%(expressions)s AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM')"
        return super().as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class Monthly:
    """One line: an institution and a month, with how many vacancies it published, how many applications it received and how many of those
    appointed began then. What is told of vacancies tells of nobody, so no number of them is hidden."""

    institution: Institution
    month: str
    vacancies: int
    applications: Cell
    placements: Cell


def monthly() -> list[Monthly]:
    """All lines with anything in them, by institution and month; small numbers are hidden (``suppression``)."""
    advertised = _counted(Vacancy.objects.announced(), "published_at")
    sent = _counted(Application.objects.exclude(state=ApplicationState.DRAFT), "submitted_at")
    placed = _counted(Application.objects.filter(state=ApplicationState.APPOINTED), "changed_at")
    lines = sorted({*advertised, *sent, *placed})
    institutions = {one.pk: one for one in Institution.objects.filter(pk__in={pk for pk, _month in lines})}
    columns, rows = sorted({month for _pk, month in lines}), sorted(institutions, key=lambda pk: institutions[pk].code)
    tables = [suppress([[counts[pk, month] for month in columns] for pk in rows]).rows for counts in (sent, placed)]
    return [
        Monthly(institutions[pk], month, advertised[pk, month], tables[0][y][x], tables[1][y][x])
        for y, pk in enumerate(rows)
        for x, month in enumerate(columns)
        if any((pk, month) in counts for counts in (advertised, sent, placed))
    ]


def _counted(records: Any, instant: str) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    for institution, month, n in records.order_by().values_list("institution", Month(instant)).annotate(n=Count("pk")):
        found[institution, month] = n
    return found
