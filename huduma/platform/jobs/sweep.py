"""Sweeps: what is owed and not in the queue is put there."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django_scopes import scopes_disabled
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import get_date_max

from huduma.platform.contributions.registry import Registry

from .job import Job
from .models import QueuedJob

BATCH = 500
MOST_PER_SWEEP = 10_000
URGENT = 100  # the most that the queue knows
_NAMESPACE = uuid.UUID("5d3b6a52-6c0e-4d0f-9f3c-0f6a8e1b7c11")
logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sweep:
    """Work that is owed as rows.

    ``owed`` returns the QuerySet of the rows on which work is still to be done; ``job`` does one of them, is called with its primary
    key, and does nothing when the row is no longer owed.
    """

    key: str
    label: str | Promise
    owed: Callable[[], QuerySet]
    job: Job

    def count(self) -> int:
        """How many rows are owed, over all institutions; the queue may know of them or not."""
        with scopes_disabled():
            return self.owed().count()


sweeps: Registry[Sweep] = Registry()


def owe(key: str, pk: int | uuid.UUID | str, *, urgent: bool = False) -> None:
    """Queue the job of the sweep ``key`` for the row ``pk``; call it in the transaction that writes the row.

    ``urgent`` puts it before all that is not: somebody waits for it in front of a screen. Does nothing when the row's job is waiting,
    running, or dead and in an operator's hands. Raises ``KeyError`` for an unknown key.
    """
    _queue(sweeps[key], [pk], URGENT if urgent else sweeps[key].job.priority)


def owe_new(key: str, pks: Iterable[int | uuid.UUID | str]) -> None:
    """Queue the jobs of the sweep ``key`` for rows that this very transaction made, so that none of them is queued yet: one statement."""
    job = sweeps[key].job
    rows = (_new(job, identity(key, pk), pk, job.priority) for pk in pks)
    QueuedJob.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def run_sweeps() -> dict[str, int]:
    """Queue what is owed and not in the queue, oldest primary key first; returns how many jobs each sweep added."""
    added = {}
    for sweep in sweeps:
        added[sweep.key] = _run(sweep)
        if added[sweep.key]:
            logger.warning("swept", sweep=sweep.key, added=added[sweep.key])
    return added


def _run(sweep: Sweep) -> int:
    added = 0
    with scopes_disabled():  # only primary keys are read here; the job says itself in whose name it works
        owed = sweep.owed().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
        while added < MOST_PER_SWEEP and (batch := list(islice(owed, BATCH))):
            added += _queue(sweep, batch, sweep.job.priority)
    return added


def identity(key: str, pk: int | uuid.UUID | str) -> uuid.UUID:
    """The primary key of the job for a row: always the same, so that a row never has two jobs."""
    return uuid.uuid5(_NAMESPACE, f"{key}:{pk}")


@transaction.atomic
def _queue(sweep: Sweep, pks: Iterable[int | uuid.UUID | str], priority: int) -> int:
    wanted = {identity(sweep.key, pk): pk for pk in pks}
    known = QueuedJob.objects.filter(pk__in=wanted)
    known.filter(status=TaskResultStatus.SUCCESSFUL).delete()
    missing = wanted.keys() - set(known.values_list("pk", flat=True))
    # Two processes may find the same row at once: the second one's insert is ignored.
    rows = (_new(sweep.job, i, wanted[i], priority) for i in wanted if i in missing)
    QueuedJob.objects.bulk_create(rows, ignore_conflicts=True)
    return len(missing)


def _new(job: Job, identifier: uuid.UUID, pk: int | uuid.UUID | str, priority: int) -> QueuedJob:
    return QueuedJob(
        id=identifier,
        args_kwargs={"args": [pk if isinstance(pk, int) else str(pk)], "kwargs": {}},
        priority=priority,
        task_path=job.module_path,
        queue_name=job.queue_name,
        backend_name=job.backend,
        run_after=get_date_max(),
        enqueued_at=timezone.now(),
    )
