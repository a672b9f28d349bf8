"""What is owed and not in the queue is put there, once."""

import pytest
from django.db import transaction

from huduma.platform.contributions.registry import Registry
from huduma.platform.jobs import sweep as sweep_module
from huduma.platform.jobs.models import QueuedJob, ScheduledRun, State, database_now
from huduma.platform.jobs.sweep import Sweep, owe, run_sweeps
from huduma.platform.jobs.testing import work_off

from . import work

pytestmark = pytest.mark.django_db
KEY = "test.owed"


@pytest.fixture(autouse=True)
def sweeps(monkeypatch):
    """One sweep, whose owed rows are those without a job: any row with a status would do."""
    registry = Registry()
    registry.add(Sweep(KEY, "Owed", owed=lambda: ScheduledRun.objects.filter(job_id=None), job=work.settle))
    monkeypatch.setattr(sweep_module, "sweeps", registry)


def a_debt(key: str = "a") -> ScheduledRun:
    return ScheduledRun.objects.create(key=key, due_at=database_now())


def settled() -> int:
    return ScheduledRun.objects.exclude(job_id=None).count()


def test_what_was_never_queued_is_found_and_done():
    for n in range(3):
        a_debt(str(n))
    assert run_sweeps() == {KEY: 3}
    work_off()
    assert settled() == 3
    assert run_sweeps() == {KEY: 0}


def test_a_row_never_has_two_jobs():
    debt = a_debt()
    owe(KEY, debt.pk)
    owe(KEY, debt.pk)
    assert run_sweeps() == {KEY: 0}
    assert QueuedJob.objects.count() == 1


def test_a_row_owed_again_after_its_job_was_done_gets_it_again():
    debt = a_debt()
    owe(KEY, debt.pk)
    work_off()
    ScheduledRun.objects.update(job_id=None)
    assert run_sweeps() == {KEY: 1}
    work_off()
    assert settled() == 1


def test_a_dead_job_stays_with_the_operator():
    debt = a_debt()
    owe(KEY, debt.pk)
    QueuedJob.objects.update(status="FAILED", traceback="x")
    assert run_sweeps() == {KEY: 0}
    assert QueuedJob.objects.get().state == State.DEAD


def test_a_debt_that_is_rolled_back_is_not_queued():
    with transaction.atomic():
        owe(KEY, a_debt().pk)
        transaction.set_rollback(True)
    assert run_sweeps() == {KEY: 0}
    assert not QueuedJob.objects.exists()


def test_an_unknown_sweep_is_refused():
    with pytest.raises(KeyError):
        owe("test.nothing", 1)
