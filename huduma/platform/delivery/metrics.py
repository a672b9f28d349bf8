"""What is counted, for /metrics. Other rooms add their own with prometheus_client; what has to be asked for goes into ``asked``."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds

HITS = Counter("huduma_page_hits", "Answers from the page cache.")
AWAY = Counter("huduma_page_database_away", "Pages refused with 503 because the database did not answer.")
HEALED = Counter("huduma_generations_healed", "Sites whose row and counter had come apart and were brought together.", ["how"])
MISS_SECONDS = Histogram("huduma_page_miss_seconds", "Time to read, assemble and compress a rendered page.", buckets=_BUCKETS)
DJANGO_SECONDS = Histogram("huduma_django_seconds", "Time of GET requests that Django answered.", buckets=_BUCKETS)

asked: list[Collector] = []


def exposition() -> bytes:
    """All processes' figures in Prometheus' text format, and those that are asked for now."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    for collector in asked:
        registry.register(collector)
    return generate_latest(registry)
