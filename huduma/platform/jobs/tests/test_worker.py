"""Retries, death and rollback, through the worker itself."""

import pytest
from django.db import transaction

from huduma.platform.jobs.models import QueuedJob, State, database_now
from huduma.platform.jobs.testing import work_off

from . import work

pytestmark = pytest.mark.django_db


def due_now() -> None:
    """Let the time until the next try pass."""
    QueuedJob.objects.in_state(State.FAILED).update(run_after=database_now())


def test_a_queued_job_runs_once_and_is_done():
    work.note.enqueue(7)
    work_off()
    work_off()
    assert work.noted() == [7]
    assert QueuedJob.objects.get().state == State.DONE


def test_a_job_queued_in_a_transaction_that_is_rolled_back_never_runs():
    with transaction.atomic():
        work.note.enqueue(1)
        transaction.set_rollback(True)
    work_off()
    assert work.noted() == []
    assert not QueuedJob.objects.exists()


def test_a_failed_job_waits_longer_each_time_and_dies_after_its_last_attempt():
    work.fail.enqueue()
    before = database_now()
    work_off()
    failed = QueuedJob.objects.get()
    assert failed.state == State.FAILED
    assert failed.error == "LookupError: no such thing"
    assert 7 < (failed.run_after - before).total_seconds() < 14
    work_off()
    assert QueuedJob.objects.get().attempts == 1, "it must not run before its time"

    due_now()
    work_off()
    dead = QueuedJob.objects.get()
    assert dead.state == State.DEAD
    assert dead.attempts == 2
    assert work.noted() == [], "what a failed attempt wrote is rolled back"


def test_the_most_urgent_job_runs_first_and_oldest_first_among_equals():
    for n, priority in enumerate([0, 50, 0]):
        work.note.using(priority=priority).enqueue(n)
    work_off()
    assert [j.arguments for j in QueuedJob.objects.order_by("started_at")] == [[1], [0], [2]]


def test_a_job_of_a_version_that_is_not_installed_here_is_tried_again():
    work.note.enqueue(1)
    QueuedJob.objects.update(task_path="huduma.platform.jobs.tests.work.gone")
    work_off()
    assert QueuedJob.objects.get().state == State.FAILED


def test_depth_and_age_of_the_queue():
    assert QueuedJob.objects.oldest_waiting_seconds() == 0
    work.note.enqueue(1)
    work.fail.enqueue()
    QueuedJob.objects.update(enqueued_at=database_now().replace(year=2025))
    assert QueuedJob.objects.oldest_waiting_seconds() > 86_400
    work_off()
    work.note.enqueue(2)
    assert QueuedJob.objects.depth() == {"waiting": 1, "running": 0, "failed": 1, "dead": 0}
