"""``kill -9`` of real workers: nothing is lost, nothing takes effect twice. This is the experiment that chose the queue."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from huduma.platform.jobs.models import QueuedJob, ScheduledRun, State, WorkerLease, database_now

from . import work

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LEASE_SECONDS = 2


def database_url() -> str:
    """The test's own database, for the processes that it starts."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{secret}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


class Workers:
    """Worker processes, each the leader of its own group."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("wb")
        self._all: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start ``manage.py`` with ``command``, by default our worker."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", *(command or ("worker", "--interval", "0.1"))],
            cwd=settings.BASE_DIR,
            env={**os.environ, "HUDUMA_DATABASE_URL": database_url(), "HUDUMA_WORKER_LEASE_SECONDS": str(LEASE_SECONDS)},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._all.append(process)
        return process

    def kill_all(self) -> None:
        """Kill whatever is still running."""
        for process in self._all:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._log.close()


@pytest.fixture
def workers(tmp_path):
    pool = Workers(tmp_path / "workers.log")
    yield pool
    pool.kill_all()


def until(condition: Callable[[], bool], what: str, seconds: float = 25) -> None:
    """Wait until ``condition`` holds; the test fails, naming ``what``, when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s in vain until {what}"
        time.sleep(0.05)


def nothing_unfinished() -> bool:
    return not QueuedJob.objects.unfinished().exists()


def test_every_job_takes_effect_once_however_often_workers_are_killed(workers):
    jobs, chance = 200, random.Random(7)
    for n in range(jobs):
        work.note.enqueue(n)
    pair = [workers.start(), workers.start()]
    for kill in range(1, 6):
        until(lambda so_far=kill: len(work.noted()) >= so_far * jobs // 8, f"the work went on before kill {kill}")
        victim = chance.randrange(2)
        time.sleep(chance.uniform(0, 0.05))  # where in a job it is hit is left to chance
        os.killpg(pair[victim].pid, signal.SIGKILL)
        pair[victim].wait()
        pair[victim] = workers.start()
    until(nothing_unfinished, "all jobs were done")
    assert work.noted() == list(range(jobs))
    assert QueuedJob.objects.in_state(State.DONE).filter(task_path=work.note.module_path).count() == jobs


def test_a_killed_workers_job_goes_to_another_worker(workers, tmp_path):
    work.hold_in_transaction.enqueue(str(tmp_path))
    first = workers.start()
    until((tmp_path / "begun").exists, "the job began")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    (tmp_path / "go").touch()
    workers.start()
    until(nothing_unfinished, "the job was taken over")
    job = QueuedJob.objects.get()
    assert (job.state, job.attempts) == (State.DONE, 2)
    assert work.noted() == [1]


def test_a_job_that_kills_its_workers_ends_up_dead(workers):
    work.kill_own_worker.enqueue()
    for attempt in (1, 2):
        worker = workers.start()
        until(lambda died=worker: died.poll() is not None, f"attempt {attempt} killed its worker")
    workers.start()
    until(lambda: QueuedJob.objects.get().state == State.DEAD, "the job was given up")
    assert "WorkerLost" in QueuedJob.objects.get().error


def test_a_worker_that_was_only_asleep_cannot_finish_what_was_taken_from_it(workers, tmp_path):
    work.hold_then_fail_once.enqueue(str(tmp_path))
    sleeper = workers.start()
    until((tmp_path / "begun").exists, "the job began")
    os.killpg(sleeper.pid, signal.SIGSTOP)
    workers.start()
    until(lambda: QueuedJob.objects.get().attempts == 2, "another worker took the job over")
    (tmp_path / "go").touch()
    until(lambda: QueuedJob.objects.get().state == State.DONE, "the other worker finished")
    os.killpg(sleeper.pid, signal.SIGCONT)
    until((tmp_path / "sleeper-ended").exists, "the sleeper came to the end of the job too")
    sleeper.terminate()
    assert sleeper.wait(timeout=15) == 0
    assert QueuedJob.objects.get().state == State.DONE, "the sleeper's failure must not be written over the other's success"


def test_a_worker_told_to_stop_finishes_its_job_first_and_leaves_nothing_behind(workers, tmp_path):
    work.hold.enqueue(str(tmp_path))
    worker = workers.start()
    until((tmp_path / "begun").exists, "the job began")
    worker.terminate()
    (tmp_path / "go").touch()
    assert worker.wait(timeout=15) == 0
    assert QueuedJob.objects.get().state == State.DONE
    assert not WorkerLease.objects.exists()


def test_two_workers_run_a_scheduled_occurrence_once_and_catch_up_an_hour_by_one_run(workers):
    ScheduledRun.objects.create(key="jobs.sweep", due_at=database_now() - timedelta(hours=1))
    workers.start()
    workers.start()
    until(lambda: ScheduledRun.objects.get(key="jobs.sweep").job_id is not None, "the sweep was queued")
    until(lambda: WorkerLease.objects.count() == 2, "both workers were at it")
    run = ScheduledRun.objects.get(key="jobs.sweep")
    until(nothing_unfinished, "the sweep was done")
    assert QueuedJob.objects.filter(task_path__endswith="upkeep.sweep", enqueued_at__lt=run.due_at + timedelta(minutes=1)).count() == 1


def test_the_librarys_own_worker_loses_a_killed_job(workers, tmp_path):
    """Why there is a lease. When this fails, the library has learnt to reclaim, and ours may go."""
    work.hold.enqueue(str(tmp_path))
    library = ("db_worker", "--backend", "queue", "--interval", "0.1", "--no-startup-delay")
    first = workers.start(*library)
    until((tmp_path / "begun").exists, "the job began")
    os.killpg(first.pid, signal.SIGKILL)
    (tmp_path / "go").touch()
    work.note.enqueue(2)
    workers.start(*library)
    until(QueuedJob.objects.in_state(State.DONE).exists, "the next worker was at work")
    assert work.noted() == [2]
    assert QueuedJob.objects.get(task_path=work.hold.module_path).state == State.RUNNING
