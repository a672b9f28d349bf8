"""The queue's own jobs."""

from django.core.management import call_command

from .job import job
from .sweep import run_sweeps

DONE_KEPT_DAYS = 2
DEAD_KEPT_DAYS = 90


@job(priority=90, attempts=1, atomic=False)
def sweep() -> None:
    """Put what is owed and not in the queue there; the next minute's run is the retry."""
    run_sweeps()


@job(atomic=False)
def prune() -> None:
    """Forget jobs that are long done, and dead ones that nobody has asked about for three months."""
    ages = ["--min-age-days", str(DONE_KEPT_DAYS), "--failed-min-age-days", str(DEAD_KEPT_DAYS)]
    call_command("prune_db_task_results", "--backend", prune.backend, "--queue-name", "*", *ages)
