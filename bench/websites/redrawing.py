"""A new release draws differently: the worker draws all sites anew while readers read on."""

import sqlite3
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from bench.processes import Server, fetch

from .nation import Nation

PAUSE = 0.02  # seconds between two requests of the reader
BEFORE = 10  # seconds of reading before the worker begins
LONGEST = 900  # seconds that are waited for


class Redrawn(NamedTuple):
    """How long it took, and what the reader saw meanwhile; waits are the slowest of a hundred, in milliseconds."""

    seconds: float
    requests: int
    failures: int
    wait_before: float
    wait_meanwhile: float
    longest: float


def measure(nation: Nation, web: Server, addresses: Sequence[Sequence[str]], servers: list[Server]) -> Redrawn:
    """Let the worker find that the public port is another, which every page tells, and read until it has drawn all."""
    reader = _Reader(web, addresses)
    until = time.monotonic() + BEFORE
    while time.monotonic() < until:
        reader.read()
    before, reader.waits = reader.waits, []
    [look] = {look for (look,) in _ask(nation, "SELECT DISTINCT drawn_look FROM websites_institutionsite")}
    worker = Server(nation.folder, "worker")
    servers.append(worker)
    began = time.monotonic()
    worker.run(sys.executable, "manage.py", "worker", **{**nation.environment, "HUDUMA_PUBLIC_PORT": "8123"})
    asked = began
    while time.monotonic() < began + LONGEST:
        reader.read()
        if time.monotonic() > asked + 1:
            asked = time.monotonic()
            [(behind,)] = _ask(nation, f"SELECT COUNT(*) FROM websites_institutionsite WHERE drawn_look = '{look}'")
            if not behind:
                break
    else:
        reader.failures += 1
    seconds = time.monotonic() - began
    worker.stop()
    for host, path in addresses[:: max(1, len(addresses) // 50)]:
        reader.failures += b":8123/" not in fetch(web.port, host, path)[1]
    return Redrawn(seconds, len(reader.waits), reader.failures, _slowest(before), _slowest(reader.waits), max(reader.waits) * 1000)


class _Reader:
    """Reads one page after the other, of all sites, and looks whether each is whole."""

    def __init__(self, web: Server, addresses: Sequence[Sequence[str]]) -> None:
        self._web, self._addresses, self._at = web, addresses, 0
        self.waits: list[float] = []
        self.failures = 0

    def read(self) -> None:
        self._at = (self._at + 7) % len(self._addresses)
        host, path = self._addresses[self._at]
        began = time.perf_counter()
        status, body = fetch(self._web.port, host, path)
        self.waits.append(time.perf_counter() - began)
        self.failures += status != 200 or not body.rstrip().endswith(b"</html>")
        time.sleep(PAUSE)


def _slowest(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.99)] * 1000


def _ask(nation: Nation, statement: str) -> list[tuple[str]]:
    with sqlite3.connect(nation.database, timeout=30) as connection:
        return connection.execute(statement).fetchall()
