"""The queue as operators see it, who is working on it, and when each scheduled job last came due."""

from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max


def database_now() -> datetime:
    """The database's clock, which alone decides leases and due times, whatever the clocks of the machines say."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
            return datetime.fromisoformat(cursor.fetchone()[0])
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


class State(models.TextChoices):
    """Where a job stands. *Failed* waits for its next try by itself; *dead* waits for an operator."""

    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    FAILED = "failed", pgettext_lazy("job", "Failed, will be tried again")
    DEAD = "dead", pgettext_lazy("job", "Dead")
    DONE = "done", pgettext_lazy("job", "Done")


# The library keeps four statuses; a ready job with a traceback is one that failed and will be tried again.
_STATES: dict[str, Q] = {
    State.WAITING: Q(status=TaskResultStatus.READY, traceback=""),
    State.RUNNING: Q(status=TaskResultStatus.RUNNING),
    State.FAILED: Q(status=TaskResultStatus.READY) & ~Q(traceback=""),
    State.DEAD: Q(status=TaskResultStatus.FAILED),
    State.DONE: Q(status=TaskResultStatus.SUCCESSFUL),
}


class QueuedJobQuerySet(models.QuerySet["QueuedJob"]):
    def in_state(self, *states: str) -> "QueuedJobQuerySet":
        """The jobs in any of ``states``."""
        wanted = Q(pk__in=[])
        for state in states:
            wanted |= _STATES[state]
        return self.filter(wanted)

    def unfinished(self) -> "QueuedJobQuerySet":
        """The jobs that a worker has taken up or will take up by itself."""
        return self.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])

    def depth(self) -> dict[str, int]:
        """How many jobs are in each state but *done*."""
        return self.aggregate(**{state: Count("pk", filter=_STATES[state]) for state in State.values if state != State.DONE})

    def oldest_waiting_seconds(self) -> float:
        """How long, in seconds, the job that has waited longest for its first try has been waiting; 0 when none waits."""
        now = database_now()
        oldest = (
            self.in_state(State.WAITING).filter(Q(run_after__lte=now) | Q(run_after=get_date_max())).aggregate(at=Min("enqueued_at"))["at"]
        )
        return max((now - oldest).total_seconds(), 0.0) if oldest else 0.0


class QueuedJob(DBTaskResult):
    """A row of the queue."""

    objects = QueuedJobQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        default_permissions = ("view",)
        permissions = [("operate_queuedjob", "Can retry and discard jobs")]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.arguments))})"

    @property
    def name(self) -> str:
        """The job's dotted path without the house's own prefix, for example ``messaging.jobs.deliver``."""
        return self.task_path.removeprefix("huduma.").removeprefix("platform.").removeprefix("systems.")

    @property
    def arguments(self) -> list[Any]:
        """What the job is called with, in order."""
        return [*self.args_kwargs["args"], *self.args_kwargs["kwargs"].values()]

    @property
    def state(self) -> State:
        """Where the job stands."""
        match self.status:
            case TaskResultStatus.READY:
                return State.FAILED if self.traceback else State.WAITING
            case TaskResultStatus.RUNNING:
                return State.RUNNING
            case TaskResultStatus.FAILED:
                return State.DEAD
            case _:
                return State.DONE

    @property
    def attempts(self) -> int:
        """How often the job was started."""
        return len(self.worker_ids)

    @property
    def worker(self) -> str:
        """The worker that started it last, or nothing: host, process id and a random part."""
        return self.worker_ids[-1] if self.worker_ids else ""

    @property
    def next_try_at(self) -> datetime | None:
        """When the next try is due; ``None`` when it is due at once, or never comes."""
        return None if self.status != TaskResultStatus.READY or self.run_after == get_date_max() else self.run_after

    @property
    def error(self) -> str:
        """The last line of the last failure, or nothing."""
        lines = self.traceback.strip().splitlines()
        return lines[-1] if lines else ""


class WorkerLease(models.Model):
    """A worker that says it is alive until an instant of the database's clock; past that its job is given to another."""

    worker_id = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField()
    alive_until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker_id


class ScheduledRun(models.Model):
    """When a scheduled job last came due, and the job that was queued for it."""

    key = models.CharField(primary_key=True, max_length=100)
    due_at = models.DateTimeField()
    job_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.key
