"""``kill -9`` of real workers: nothing is lost, nothing takes effect twice. This is the experiment that chose the queue."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from huduma.platform.jobs.job import Job
from huduma.platform.jobs.models import QueuedJob, ScheduledRun, State, WorkerLease, database_now
from tests.peers import processes
from tests.peers.processes import running, stop

from . import work

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WORKER = ("worker", "--interval", "0.1")
wait_for = partial(processes.wait_for, seconds=60)  # several processes start on a busy machine
LIBRARYS_WORKER = ("db_worker", "--backend", "queue", "--interval", "0.1", "--no-startup-delay")


@pytest.fixture
def start():
    """Starts a worker process, by default ours, with a lease of two seconds; whatever still runs at the end is stopped."""
    with contextlib.ExitStack() as started:
        yield lambda command=WORKER, **more: started.enter_context(running("manage.py", *command, HUDUMA_WORKER_LEASE_SECONDS="2", **more))


def row(job: Job) -> QueuedJob:
    """The only row of ``job``; the schedule's own jobs may stand beside it."""
    return QueuedJob.objects.get(task_path=job.module_path)


def send_to_sleep(worker: subprocess.Popen[bytes]) -> None:
    """Stop ``worker`` where it stands, though not in the midst of a transaction: SQLite would let nobody write until it goes on."""
    while True:
        os.killpg(worker.pid, signal.SIGSTOP)
        if connection.vendor != "sqlite" or can_write(connection.settings_dict["NAME"]):
            return
        os.killpg(worker.pid, signal.SIGCONT)
        time.sleep(0.05)


def can_write(database: str) -> bool:
    """Whether nobody holds SQLite's lock on ``database``."""
    with contextlib.closing(sqlite3.connect(database, timeout=0.2)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.rollback()
        return True


def all_finished() -> bool:
    return not QueuedJob.objects.unfinished().exists()


def test_every_job_takes_effect_once_however_often_workers_are_killed(start):
    jobs, chance = 200, random.Random(7)
    for n in range(jobs):
        work.note.enqueue(n)
    pair = [start(), start()]
    for kill in range(1, 6):
        wait_for(lambda so_far=kill: len(work.noted()) >= so_far * jobs // 8)
        victim = chance.randrange(2)
        time.sleep(chance.uniform(0, 0.05))  # where in a job it is hit is left to chance
        stop(pair[victim], signal.SIGKILL)
        pair[victim] = start()
    wait_for(all_finished)
    assert work.noted() == list(range(jobs))
    assert QueuedJob.objects.in_state(State.DONE).filter(task_path=work.note.module_path).count() == jobs


def test_a_killed_workers_job_goes_to_another_worker(start, tmp_path):
    work.hold_in_transaction.enqueue(str(tmp_path))
    first = start()
    wait_for((tmp_path / "begun").exists)
    stop(first, signal.SIGKILL)
    (tmp_path / "go").touch()
    start()
    wait_for(all_finished)
    assert (row(work.hold_in_transaction).state, row(work.hold_in_transaction).attempts) == (State.DONE, 2)
    assert work.noted() == [1]


def test_a_job_that_kills_its_workers_ends_up_dead(start):
    work.kill_own_worker.enqueue()
    for _ in range(2):
        worker = start()
        wait_for(lambda died=worker: died.poll() is not None)
    start()
    wait_for(lambda: row(work.kill_own_worker).state == State.DEAD)
    assert "WorkerLost" in row(work.kill_own_worker).error


def test_a_worker_that_was_only_asleep_cannot_finish_what_was_taken_from_it(start, tmp_path):
    work.hold_then_fail_once.enqueue(str(tmp_path))
    sleeper = start()
    wait_for((tmp_path / "begun").exists)
    send_to_sleep(sleeper)
    start()
    wait_for(lambda: row(work.hold_then_fail_once).attempts == 2)
    (tmp_path / "go").touch()
    wait_for(lambda: row(work.hold_then_fail_once).state == State.DONE)
    os.killpg(sleeper.pid, signal.SIGCONT)
    wait_for((tmp_path / "sleeper-ended").exists)
    sleeper.terminate()
    assert sleeper.wait(timeout=60) == 0
    assert row(work.hold_then_fail_once).state == State.DONE, "the sleeper's failure must not be written over the other's success"


def test_a_worker_told_to_stop_finishes_its_job_first_and_leaves_nothing_behind(start, tmp_path):
    work.hold.enqueue(str(tmp_path))
    worker = start()
    wait_for((tmp_path / "begun").exists)
    worker.terminate()
    (tmp_path / "go").touch()
    assert worker.wait(timeout=60) == 0
    assert row(work.hold).state == State.DONE
    assert not WorkerLease.objects.exists()


@pytest.mark.once
def test_a_worker_started_before_its_database_waits_for_it(start, tmp_path):
    work.note.enqueue(1)
    place = tmp_path / "not yet" / "database"
    start(log=tmp_path / "log", HUDUMA_DATABASE_URL=f"sqlite:///{place}")
    wait_for(lambda: "worker_lost_database" in (tmp_path / "log").read_text())
    place.parent.mkdir()
    place.symlink_to(connection.settings_dict["NAME"])
    wait_for(all_finished)
    assert work.noted() == [1]


def test_two_workers_run_a_scheduled_occurrence_once_and_catch_up_an_hour_by_one_run(start):
    ScheduledRun.objects.create(key="jobs.sweep", due_at=database_now() - timedelta(hours=1))
    start()
    start()
    wait_for(lambda: ScheduledRun.objects.get(key="jobs.sweep").job_id is not None)
    wait_for(lambda: WorkerLease.objects.count() == 2)
    run = ScheduledRun.objects.get(key="jobs.sweep")
    wait_for(all_finished)
    assert QueuedJob.objects.filter(task_path__endswith="upkeep.sweep", enqueued_at__lt=run.due_at + timedelta(minutes=1)).count() == 1


def test_the_librarys_own_worker_loses_a_killed_job(start, tmp_path):
    """Why there is a lease. When this fails, the library has learnt to reclaim, and ours may go."""
    work.hold.enqueue(str(tmp_path))
    first = start(LIBRARYS_WORKER)
    wait_for((tmp_path / "begun").exists)
    stop(first, signal.SIGKILL)
    (tmp_path / "go").touch()
    work.note.enqueue(2)
    start(LIBRARYS_WORKER)
    wait_for(lambda: row(work.note).state == State.DONE)
    assert row(work.hold).state == State.RUNNING
