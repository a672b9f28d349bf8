"""What an operator may do with the queue."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import get_date_max

from huduma.platform.audit.actions import record

from .models import QueuedJob, State

RETRIED = (State.FAILED, State.DEAD)
DISCARDED = (State.WAITING, State.FAILED, State.DEAD)


@transaction.atomic
def retry(*, jobs: Iterable[QueuedJob], by: Any) -> int:
    """Let the next worker try ``jobs`` at once, with all their attempts again; returns how many.

    Only failed and dead jobs are tried again: one that waits, runs or is done meanwhile is left alone.
    """
    chosen = _locked(jobs, RETRIED)
    for job in chosen:
        record(subject=job, verb="jobs.retry", by=by, data={"job": str(job), "state": job.state.value, "attempts": job.attempts})
    QueuedJob.objects.filter(pk__in=[job.pk for job in chosen]).update(
        status=TaskResultStatus.READY, run_after=get_date_max(), worker_ids=[], finished_at=None, exception_class_path="", traceback=""
    )
    return len(chosen)


@transaction.atomic
def discard(*, jobs: Iterable[QueuedJob], by: Any) -> int:
    """Take ``jobs`` out of the queue for good; returns how many. A running or done job is left alone.

    The work itself is not cancelled: what is still owed comes back with the next sweep.
    """
    chosen = _locked(jobs, DISCARDED)
    for job in chosen:
        record(subject=job, verb="jobs.discard", by=by, data={"job": str(job), "state": job.state.value, "error": job.error})
    QueuedJob.objects.filter(pk__in=[job.pk for job in chosen]).delete()
    return len(chosen)


def _locked(jobs: Iterable[QueuedJob], states: tuple[State, ...]) -> list[QueuedJob]:
    return list(QueuedJob.objects.in_state(*states).filter(pk__in=[job.pk for job in jobs]).select_for_update())
