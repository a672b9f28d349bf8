"""Occurrences: when they fall, and that each is queued once."""

from datetime import UTC, datetime, timedelta

import pytest

from huduma.platform.contributions.registry import Registry
from huduma.platform.jobs import schedule as schedule_module
from huduma.platform.jobs.models import QueuedJob, ScheduledRun, database_now
from huduma.platform.jobs.schedule import Schedule, enqueue_due
from huduma.platform.jobs.testing import work_off

from . import work

HOURLY = Schedule("test.hourly", "Hourly", job=work.fail, every=timedelta(hours=1))


@pytest.fixture
def schedules(monkeypatch):
    registry = Registry()
    registry.add(HOURLY)
    monkeypatch.setattr(schedule_module, "schedules", registry)


def last_queued(ago: timedelta) -> None:
    ScheduledRun.objects.create(key=HOURLY.key, due_at=database_now() - ago)


@pytest.mark.parametrize(
    ("schedule", "now", "due"),
    [
        ({"every": timedelta(days=1), "offset": timedelta(hours=2, minutes=30)}, (2026, 11, 22, 23, 29), (2026, 11, 21, 23, 30)),
        ({"every": timedelta(days=1), "offset": timedelta(hours=2, minutes=30)}, (2026, 11, 22, 23, 30), (2026, 11, 22, 23, 30)),
        ({"every": timedelta(minutes=1)}, (2026, 11, 22, 23, 29, 59), (2026, 11, 22, 23, 29)),
        ({"every": timedelta(weeks=1)}, (2026, 11, 22, 12), (2026, 11, 15, 21)),
    ],
)
def test_occurrences_are_counted_in_dar_es_salaam_from_monday_midnight(schedule, now, due):
    due_at = Schedule("test.x", "X", job=work.note, **schedule).due_at(datetime(*now, tzinfo=UTC))
    assert due_at == datetime(*due, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.usefixtures("schedules")
def test_a_schedule_seen_for_the_first_time_waits_for_its_next_occurrence():
    assert enqueue_due() == []
    assert enqueue_due() == []
    assert not QueuedJob.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("schedules")
def test_many_missed_occurrences_are_caught_up_by_one_run():
    last_queued(timedelta(days=3))
    assert enqueue_due() == [HOURLY.key]
    assert enqueue_due() == []
    assert QueuedJob.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("schedules")
def test_an_occurrence_waits_while_the_one_before_is_unfinished_but_not_while_it_is_dead():
    last_queued(timedelta(hours=2))
    enqueue_due()
    ScheduledRun.objects.update(due_at=database_now() - timedelta(hours=2))
    assert enqueue_due() == []

    QueuedJob.objects.update(status="FAILED")
    assert enqueue_due() == [HOURLY.key]
    work_off()
    assert QueuedJob.objects.count() == 2


@pytest.mark.django_db
def test_an_occurrence_that_another_worker_has_queued_and_done_in_the_meantime_is_not_queued_again(monkeypatch):
    other_worker = ["comes between"]

    class Overtaken(Schedule):
        def due_at(self, now):
            if other_worker:
                other_worker.clear()
                assert enqueue_due() == [self.key]
                work_off()
            return super().due_at(now)

    registry = Registry()
    registry.add(Overtaken("test.hourly", "Hourly", job=work.note_nothing, every=timedelta(hours=1)))
    monkeypatch.setattr(schedule_module, "schedules", registry)
    last_queued(timedelta(hours=3))
    assert enqueue_due() == []
    assert QueuedJob.objects.count() == 1
