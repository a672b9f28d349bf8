"""Jobs for the tests: each leaves one entry in the audit log for every time that its effect was committed."""

import os
import signal
import time
from pathlib import Path

from wagtail.models import ModelLogEntry

from huduma.platform.audit.actions import record
from huduma.platform.jobs.job import job
from huduma.platform.jobs.models import ScheduledRun


@job()
def note(n: int) -> None:
    time.sleep(0.01)
    record(subject=ScheduledRun(key="test"), verb="jobs.retry", by=None, data={"n": n})
    time.sleep(0.01)


@job()
def note_nothing() -> None:
    """Succeeds."""


@job(atomic=False)
def hold(folder: str) -> None:
    """Says that it has begun, waits to be let go, and then notes 1."""
    Path(folder, "begun").touch()
    while not Path(folder, "go").exists():
        time.sleep(0.05)
    note.call(1)


@job()
def hold_in_transaction(folder: str) -> None:
    """Notes 1, says that it has done so, and commits only when it is let go."""
    note.call(1)
    Path(folder, "begun").touch()
    while not Path(folder, "go").exists():
        time.sleep(0.05)


@job(atomic=False)
def hold_then_fail_once(folder: str) -> None:
    """The first to start waits to be let go and then fails; the second one does nothing."""
    begun = Path(folder, "begun")
    if begun.exists():
        return
    begun.touch()
    while not Path(folder, "go").exists():
        time.sleep(0.05)
    Path(folder, "sleeper-ended").touch()
    raise LookupError("too late")


@job(attempts=2, atomic=False)
def kill_own_worker() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@job(attempts=2)
def fail() -> None:
    note.call(1)
    raise LookupError("no such thing")


@job()
def settle(key: str) -> None:
    """Does what is owed for one row: see test_sweep."""
    ScheduledRun.objects.filter(pk=key, job_id=None).update(job_id="00000000-0000-0000-0000-000000000001")


def noted() -> list[int]:
    """What was noted, sorted."""
    return sorted(entry.data["n"] for entry in ModelLogEntry.objects.filter(object_id="test"))
