"""Claims: which worker holds which job, and what becomes of it. Every write is refused once the claim is lost (fencing)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from traceback import format_exception
from typing import Any
from uuid import UUID

import structlog
from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from .job import MOST_ATTEMPTS, Job, delay_after
from .models import QueuedJob, State, WorkerLease, database_now

logger = structlog.get_logger(__name__)


class ClaimLost(RuntimeError):
    """The job was given to another worker, because this one seemed dead; whatever it did is rolled back or must be idempotent."""


class WorkerLost(RuntimeError):
    """The worker died while it was running the job."""


@dataclass(frozen=True)
class Claim:
    """One start of one job: the job and the list of the workers that started it, the last of whom holds it."""

    job_id: UUID
    worker_ids: tuple[str, ...]
    most_attempts: int

    @classmethod
    def on(cls, row: DBTaskResult) -> "Claim":
        """The claim that ``row`` shows."""
        return cls(row.pk, tuple(row.worker_ids), _most_attempts(row))

    def complete(self, value: Any) -> None:
        """Mark the job as done, with what it returned. Raises ``ClaimLost``."""
        self._write(
            status=TaskResultStatus.SUCCESSFUL, finished_at=database_now(), return_value=value, exception_class_path="", traceback=""
        )

    def fail(self, error: BaseException) -> State:
        """Write the failure down; the job waits for its next try, or is dead after its last. Raises ``ClaimLost``."""
        now = database_now()
        written = {
            "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
            "traceback": "".join(format_exception(error)),
            "return_value": None,
        }
        if self._is_last:
            self._write(status=TaskResultStatus.FAILED, finished_at=now, **written)
            return State.DEAD
        self._write(status=TaskResultStatus.READY, run_after=now + delay_after(len(self.worker_ids)), **written)
        return State.FAILED

    def give_back(self) -> None:
        """Let the next worker have the job at once: its worker was told to stop. Raises ``ClaimLost``."""
        self._write(status=TaskResultStatus.READY, run_after=get_date_max())

    def reclaim(self, now: datetime) -> State:
        """Take the job from its dead worker: the next one has it at once, unless this was the last attempt. Raises ``ClaimLost``."""
        if self._is_last:
            return self.fail(WorkerLost(f"{self.worker_ids[-1]} died at attempt {len(self.worker_ids)}"))
        self._write(status=TaskResultStatus.READY, run_after=now)
        return State.WAITING

    @property
    def _is_last(self) -> bool:
        return len(self.worker_ids) >= self.most_attempts

    def _write(self, **fields: Any) -> None:
        held = Q(pk=self.job_id, status=TaskResultStatus.RUNNING, worker_ids=list(self.worker_ids))
        if not QueuedJob.objects.filter(held).update(**fields):
            raise ClaimLost(f"job {self.job_id} is no longer held by {self.worker_ids[-1]}")


def _most_attempts(row: DBTaskResult) -> int:
    try:
        task = row.task
    except ImportError:  # a job of a version that is no longer, or not yet, installed here
        return MOST_ATTEMPTS
    return task.attempts if isinstance(task, Job) else 1


def reclaim_lost() -> int:
    """Take the jobs of dead workers from them; returns how many. Any worker may call it at any time."""
    # The jobs are read before the leases: a worker takes its lease before its first job, so no living worker is missed.
    running = list(QueuedJob.objects.in_state(State.RUNNING))
    now = database_now()
    alive = set(WorkerLease.objects.filter(alive_until__gt=now).values_list("pk", flat=True))
    taken = 0
    for row in running:
        if row.worker_ids[-1] in alive:
            continue
        try:
            state = Claim.on(row).reclaim(now)
        except ClaimLost:  # another worker was faster
            continue
        taken += 1
        logger.warning("job_reclaimed", job=row.name, job_id=str(row.pk), worker=row.worker_ids[-1], state=str(state.value))
    return taken


def give_back_all(worker_id: str) -> None:
    """Return every job that ``worker_id`` still holds; for a worker that is running none."""
    for row in QueuedJob.objects.in_state(State.RUNNING):
        if row.worker_ids[-1] == worker_id:
            with suppress(ClaimLost):
                Claim.on(row).give_back()
