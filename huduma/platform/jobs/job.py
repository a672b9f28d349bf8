"""What a job is: a task of Django's tasks API that says how often it may be tried and how its effects are kept together."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django_tasks.base import Task, task
from django_tasks_db.backend import DatabaseBackend

QUEUE = "queue"  # the alias in settings.TASKS; "default" runs at once and is what Wagtail uses for its own indexes
FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
MOST_ATTEMPTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task):
    """A task that is tried again when it fails.

    ``attempts`` is how often it may be started before it is given up as dead and waits for an operator; a start that ended with the
    death of its worker counts too. With ten attempts the last one comes about 85 minutes after the first.

    ``atomic`` runs the job and marks it as done in one transaction: its database effects happen exactly once, whenever the worker
    dies. Say ``atomic=False`` when the job calls the world outside or takes more than a few seconds, for a transaction holds up every
    writer on SQLite: such a job may start twice, and is guarded by the status of the row that it works on.
    """

    attempts: int = MOST_ATTEMPTS
    atomic: bool = True


class QueueBackend(DatabaseBackend):
    """The queue in our own database; ``enqueue`` inserts a row in the caller's transaction, so a rolled-back change owes nothing."""

    task_class = Job  # type: ignore[assignment]  # the library types the class by its constructor


def job(*, priority: int = 0, attempts: int = MOST_ATTEMPTS, atomic: bool = True) -> Callable[[Callable[..., Any]], Job]:
    """Make a module-level function a job: ``@job()`` or ``@job(priority=50, atomic=False)``; ``f.enqueue(...)`` queues it.

    ``priority`` is from -100 to 100, the highest first. Arguments are JSON. A job runs outside every institution's scope and says
    itself where it works (``institutions.scoping``).
    """
    return task(backend=QUEUE, priority=priority, attempts=attempts, atomic=atomic)  # type: ignore[return-value]


def delay_after(attempt: int) -> timedelta:
    """How long to wait after the ``attempt``-th try (from 1) failed: doubling from ten seconds to an hour, give or take a fifth."""
    doubled = min(FIRST_DELAY * 2 ** min(attempt - 1, 20), LONGEST_DELAY)
    return doubled * random.uniform(0.8, 1.2)  # noqa: S311  spreads retries, keeps no secret
