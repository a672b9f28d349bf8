"""What is counted, for /metrics. Any room adds its own with prometheus_client's Counter and Histogram."""

import itertools
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from huduma.platform.jobs.models import QueuedJob

_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds


class Tally:
    """Counts one at a time without a lock, for what happens too often to pay for one (a Counter's costs a third of a hit)."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._numbers = itertools.count()
        self._told = 0
        self.one = self._numbers.__next__

    def tell(self) -> None:
        """Add what was counted since the last time to the figure that is shown; one thread does this, once a second."""
        number = next(self._numbers)
        self._counter.inc(number - self._told)
        self._told = number + 1


HITS = Tally(Counter("huduma_page_hits", "Answers from the page cache."))
VIEWS = Counter("huduma_page_views", "Views of pages that were counted.")
AWAY = Counter("huduma_page_database_away", "Pages refused with 503 because the database did not answer.")
HEALED = Counter("huduma_generations_healed", "Sites whose row and counter had come apart and were brought together.", ["how"])
MISS_SECONDS = Histogram("huduma_page_miss_seconds", "Time to read, assemble and compress a rendered page.", buckets=_BUCKETS)
DJANGO_SECONDS = Histogram("huduma_django_seconds", "Time of GET requests that Django answered.", buckets=_BUCKETS)


class _Queue(Collector):
    """The jobs that wait or failed, asked of the database when somebody wants the figures."""

    def collect(self) -> Iterator[Metric]:
        depth = GaugeMetricFamily("huduma_jobs", "Jobs in the queue, by state.", labels=["state"])
        for state, number in QueuedJob.objects.depth().items():
            depth.add_metric([state], number)
        yield depth
        waiting = QueuedJob.objects.oldest_waiting_seconds()
        yield GaugeMetricFamily("huduma_jobs_oldest_waiting_seconds", "Age of the job that has waited longest.", value=waiting)


def exposition() -> bytes:
    """The figures of all processes on this machine, in Prometheus' text format; without the queue's while the database is away."""
    counted = CollectorRegistry()
    MultiProcessCollector(counted)
    asked = CollectorRegistry(auto_describe=False)
    asked.register(_Queue())
    try:
        return generate_latest(counted) + generate_latest(asked)
    except (DatabaseError, InterfaceError):
        return generate_latest(counted)
