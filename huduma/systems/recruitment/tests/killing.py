"""``kill -9`` of the worker in the midst of long work."""

import signal

from huduma.systems.recruitment.models.work import Work
from tests.peers.processes import running, stop, wait_for

_WAIT = 90  # seconds
_WORKER = ("manage.py", "worker", "--interval", "0.1")
_LEASE = {"HUDUMA_WORKER_LEASE_SECONDS": "2"}


def finish_after_two_kills(work: Work, many: int) -> None:
    """Let one worker after the other have ``work`` on ``many`` rows: two are killed once they have done a part of it, the third ends it."""
    rows = type(work).objects.filter(pk=work.pk)

    def done() -> int:
        return rows.values_list("done", flat=True).get()

    for _kill in range(2):
        before = done()
        with running(*_WORKER, **_LEASE) as worker:
            wait_for(lambda so_far=before: done() > so_far, _WAIT)
            stop(worker, signal.SIGKILL)
    assert 0 < done() < many, "killed in the midst of it"
    with running(*_WORKER, **_LEASE):
        wait_for(lambda: rows.get().status == Work.Status.DONE, _WAIT)
