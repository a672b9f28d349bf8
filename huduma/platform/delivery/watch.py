"""A thread in each web process: once a second it looks whether this machine's counters and the database agree.

Only one process of a machine does the looking; when it dies, the kernel gives its lock to the next.
"""

import fcntl
import logging
import os
import threading
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from . import files, metrics, probes, visits
from .forgetting import Reconciler
from .generations import ANYTHING, counters

logger = logging.getLogger(__name__)
_SECONDS = 1.0


def start() -> None:
    """Begin serving in this process: clean up when no other is alive, then watch."""
    _join()
    threading.Thread(target=_Watch().run, name="delivery-watch", daemon=True).start()
    visits.start()


def _join() -> None:
    """Hold a share of the lock that says that somebody serves; the first one finds it free and clears what the last ones left."""
    lock = os.open(settings.STATE / "serving.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        files.wipe()
        _forget_dead_figures()
    fcntl.flock(lock, fcntl.LOCK_SH)  # kept open, and with it the lock, for as long as the process lives


def _forget_dead_figures() -> None:
    """Remove the metrics of processes that are no more."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    for figures in Path(folder).glob("*_*.db") if folder else ():
        process = figures.stem.rpartition("_")[2]
        if process.isdigit() and not Path("/proc", process).exists():
            figures.unlink(missing_ok=True)


class _Watch:
    def __init__(self) -> None:
        self._lock = os.open(settings.STATE / "watch.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._reconciler = Reconciler()
        self._swept_at = -1

    def run(self) -> None:
        """Look once a second, for as long as the process lives; a database that is away is asked again at the next look."""
        pause = threading.Event()
        while True:
            try:
                self._look()
            except (DatabaseError, InterfaceError, OSError) as problem:
                logger.warning("The watch over generations has to wait: %s", problem)
                connection.close()
            pause.wait(_SECONDS)

    def _look(self) -> None:
        metrics.HITS.tell()
        if not probes.schema_is_current.is_set():
            _check_schema()
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another process of this machine is at it
        self._reconciler.look()
        if self._swept_at != counters().now(ANYTHING):
            self._swept_at = counters().now(ANYTHING)
            files.sweep()


def _check_schema() -> None:
    """Set the flag of /readyz once the database has every migration that this release brings."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        probes.schema_is_current.set()
