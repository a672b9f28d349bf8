"""Counting ahead how long applications stood in each state."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from huduma.systems.recruitment.models import Application, ApplicationEvent, StageTime, Vacancy
from huduma.systems.recruitment.states import ApplicationState

_LONGEST = 3650  # days


def count_all_stage_times(*, by: Any, since: datetime) -> int:
    """Count anew for every vacancy in which something happened after ``since``, one transaction each; returns for how many."""
    keys = set(Application.objects.filter(changed_at__gte=since).order_by().values_list("vacancy", flat=True).distinct())
    for vacancy in Vacancy.objects.filter(pk__in=keys).order_by("pk"):
        count_stage_times(vacancy=vacancy, by=by)
    return len(keys)


def count_stage_times(*, vacancy: Vacancy, by: Any) -> None:
    """Count for ``vacancy`` how many applications stood how many days in each state, in bounded memory."""
    counted: Counter[tuple[str, int]] = Counter(_stood(vacancy))
    rows = [StageTime(vacancy=vacancy, state=state, days=days, applications=n) for (state, days), n in sorted(counted.items())]
    with transaction.atomic():
        StageTime.objects.filter(vacancy=vacancy).delete()
        StageTime.objects.bulk_create(rows, batch_size=500)


def _stood(vacancy: Vacancy) -> Iterator[tuple[str, int]]:
    """Every state that was left, and after how many whole days; an appeal that is dismissed leaves none."""
    events = ApplicationEvent.objects.filter(application__vacancy=vacancy).exclude(before=F("after")).order_by("application_id", "at", "pk")
    last_application, entered = 0, None
    read = events.values_list("application_id", "before", "at", "application__submitted_at")
    for application, before, at, submitted_at in read.iterator(chunk_size=2000):
        if application != last_application:
            last_application, entered = application, submitted_at if before == ApplicationState.SUBMITTED else None
        if entered is not None:
            yield before, min(max((at - entered) // timedelta(days=1), 0), _LONGEST)
        entered = at
