"""The schedule: jobs that come due again and again, each occurrence queued by exactly one of the workers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from huduma.platform.contributions.registry import Registry

from .job import Job
from .models import QueuedJob, ScheduledRun, database_now


@dataclass(frozen=True)
class Schedule:
    """A job that comes due every ``every``, counted from Monday, midnight of the house's time zone, plus ``offset``.

    Every day at half past two in the morning: ``every=timedelta(days=1), offset=timedelta(hours=2, minutes=30)``. Occurrences missed
    while no worker ran, or while the one before was still queued or running, are caught up by one run, not by one each.
    """

    key: str
    label: str | Promise
    job: Job
    every: timedelta
    offset: timedelta = timedelta(0)

    def due_at(self, now: datetime) -> datetime:
        """The latest instant at or before ``now`` at which the job came due."""
        first = datetime(2024, 1, 1, tzinfo=ZoneInfo(settings.TIME_ZONE)) + self.offset  # a Monday
        return now - (now - first) % self.every


schedules: Registry[Schedule] = Registry()

_HASTENED_EVERY = timedelta(seconds=5)  # in each process
_hastened: dict[str, datetime] = {}  # when each key was, or will be


def hasten(key: str) -> None:
    """Queue the job of the schedule ``key`` ahead of its time, in the caller's transaction; one run of it has to do all that is owed.

    In a rush a process queues one run every few seconds: the next one is due when that time is over, and everybody who comes until then
    waits for it. What is not there yet when it runs, and whatever else goes wrong, is for the schedule. Raises ``KeyError`` for an unknown
    key.
    """
    job, now = schedules[key].job, timezone.now()
    last = _hastened.get(key, now - _HASTENED_EVERY)
    if last > now:
        return  # one is due soon
    due = max(now, last + _HASTENED_EVERY)
    _hastened[key] = due
    (job.using(run_after=due) if due > now else job).enqueue()


def enqueue_due() -> list[str]:
    """Queue every scheduled job that has come due since it was last queued; returns their keys. Safe to call from many workers.

    A schedule seen for the first time starts with its next occurrence.
    """
    now = database_now()
    last = dict(ScheduledRun.objects.values_list("key", "due_at"))
    new = [ScheduledRun(key=s.key, due_at=s.due_at(now)) for s in schedules if s.key not in last]
    if new:
        ScheduledRun.objects.bulk_create(new, ignore_conflicts=True)
    due = [s for s in schedules if s.key in last and last[s.key] < s.due_at(now)]
    return [s.key for s in due if _enqueue(s, s.due_at(now))]


def upcoming() -> list[tuple[Schedule, datetime]]:
    """Every schedule with the instant at which it comes due next, the soonest first."""
    now = database_now()
    return sorted(((s, s.due_at(now) + s.every) for s in schedules), key=itemgetter(1))


@transaction.atomic
def _enqueue(schedule: Schedule, due_at: datetime) -> bool:
    run = ScheduledRun.objects.select_for_update().get(key=schedule.key)
    if run.due_at >= due_at or (run.job_id and QueuedJob.objects.unfinished().filter(pk=run.job_id).exists()):
        return False
    run.due_at, run.job_id = due_at, schedule.job.enqueue().id
    run.save(update_fields=["due_at", "job_id"])
    return True
