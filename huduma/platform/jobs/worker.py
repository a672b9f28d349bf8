"""The worker: the library's loop, kept alive by a lease, with retries and with fencing against a second worker."""

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from .claim import Claim, ClaimLost, give_back_all, reclaim_lost
from .job import QUEUE, Job
from .models import QueuedJob, State, WorkerLease, database_now
from .schedule import enqueue_due
from .turns import give_way

LONGEST_BEAT = 5.0
RECONNECT_SECONDS = 2.0
logger = structlog.get_logger(__name__)


class Worker(db_worker.Worker):
    """Runs the queue's jobs one after another until it is told to stop.

    A second thread, the keeper, renews the worker's lease, takes jobs from workers whose lease has lapsed, and queues what the
    schedule says is due. ``interval`` is how long, in seconds, to wait before looking again into an empty queue.
    """

    def __init__(self, *, interval: float = 1.0) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=False,
            backend_name=QUEUE,
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:40]}:{os.getpid()}:{get_random_string(8)}",
        )
        self._ending = threading.Event()
        self._serving = False
        self._started_at: datetime | None = None  # by the database's clock, which may not answer yet

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; a database that is lost, or not there yet, is waited for.

        The job at hand is finished first; a second signal gives it back.
        """
        self._serving = True
        self._wait_for_database(self._renew_lease)
        keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
        keeper.start()
        logger.info("worker_started", worker=self.worker_id)
        try:
            self._wait_for_database(self._work)
        finally:
            self._ending.set()
            keeper.join(timeout=settings.JOBS_LEASE.total_seconds())
            give_back_all(self.worker_id)
            WorkerLease.objects.filter(pk=self.worker_id).delete()
            logger.info("worker_stopped", worker=self.worker_id)

    def _work(self) -> None:
        give_back_all(self.worker_id)  # none is running here: a claim that is left is one whose end could not be written
        super().run()

    def _wait_for_database(self, step: Callable[[], None]) -> None:
        while True:
            try:
                return step()
            except (OperationalError, InterfaceError) as error:
                logger.warning("worker_lost_database", error=str(error).strip())
                connection.close()
                time.sleep(RECONNECT_SECONDS)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run one claimed job and write down how it ended."""
        claim = Claim.on(db_task_result)
        name = QueuedJob(task_path=db_task_result.task_path).name
        self.running_task = True
        started = time.monotonic()
        with structlog.contextvars.bound_contextvars(job=name, job_id=str(claim.job_id), attempt=len(claim.worker_ids)):
            try:
                self._perform(db_task_result, claim)
                logger.info("job_done", seconds=round(time.monotonic() - started, 3))
            except ClaimLost:
                logger.warning("job_claim_lost")
            except Exception as error:  # noqa: BLE001  whatever a job raises is its failure, never the worker's
                self._note_failure(db_task_result, claim, error)
            except BaseException:
                claim.give_back()
                raise
            finally:
                self.running_task = False
                self._run_tasks += 1
                if self._serving:
                    give_way()

    def _perform(self, row: DBTaskResult, claim: Claim) -> None:
        task, call = row.task, row.args_kwargs
        with transaction.atomic() if isinstance(task, Job) and task.atomic else nullcontext():
            claim.complete(task.call(*call["args"], **call["kwargs"]))

    def _note_failure(self, row: DBTaskResult, claim: Claim, error: Exception) -> None:
        try:
            state = claim.fail(error)
        except ClaimLost:
            logger.warning("job_claim_lost")
            return
        if state == State.DEAD:
            logger.error("job_dead", exc_info=error)
        else:
            logger.warning("job_failed", exc_info=error)

    def _renew_lease(self) -> None:
        now = database_now()
        self._started_at = self._started_at or now
        WorkerLease.objects.update_or_create(
            pk=self.worker_id,
            defaults={"started_at": self._started_at, "alive_until": now + settings.JOBS_LEASE},
        )
        WorkerLease.objects.filter(alive_until__lt=now - 100 * settings.JOBS_LEASE).delete()

    def _keep(self) -> None:
        while True:
            try:
                self._renew_lease()
                reclaim_lost()
                enqueue_due()
            except (OperationalError, InterfaceError) as error:
                logger.warning("keeper_lost_database", error=str(error).strip())
                connection.close()
            except Exception:  # the keeper must outlive everything: without it the worker's jobs would be taken away
                logger.exception("keeper_failed")
                connection.close()
            if self._ending.wait(min(settings.JOBS_LEASE.total_seconds() / 3, LONGEST_BEAT)):
                break
        connections.close_all()
