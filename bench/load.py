"""Asking as fast as the answers come, from a core of its own, and what that cost."""

import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import LOAD_CORE, Server, cpu_seconds, fetch

_SCRIPT = Path(__file__).with_name("requests.lua")
_CONNECTIONS = 16


@dataclass
class Contender:
    """One way of answering the addresses in ``urls``. ``also`` are processes that work for it, such as the database.

    Each round it has ``turns`` of ``seconds``: more turns for what is so cheap that a neighbour's noise shows, more seconds for what is so
    dear that the few requests still in work at the end would weigh.
    """

    way: str
    sites: int
    database: str
    server: Server
    urls: Path
    also: Sequence[int] = ()
    header: str = ""
    turns: int = 1
    seconds: int = 2
    is_kept: bool = False  # it remembers what it has answered, so that every address is asked for before it is measured
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second in the best round: what else a shared machine does can only slow a round down."""
        return max(self.rates)

    @property
    def cost(self) -> float:
        """Microseconds of processor time for a request, in all processes that had a part in it, in the best round."""
        return min(self.costs)

    def warm(self) -> bytes:
        """Ask once for each address, as nothing is cold that is asked for a million times; returns the last body, as it is sent plain."""
        headers = {"Accept_Encoding": "gzip, deflate, br"} | ({self.header.replace("-", "_"): "1"} if self.header else {})
        addresses = [line.split() for line in self.urls.read_text().splitlines()]
        for host, path in addresses[: len(addresses) if self.is_kept else 20]:
            status, _ = fetch(self.server.port, host, path, **headers)
            assert status == 200, (self.way, host, path, status)
        return fetch(self.server.port, *addresses[0], **({self.header.replace("-", "_"): "1"} if self.header else {}))[1]

    def turn(self) -> None:
        """Ask for its seconds, and note rate and cost; then wait until nothing is in work, which would take from the next one's turn."""
        roots = [self.server.pid, *self.also]
        before = sum(map(cpu_seconds, roots))
        command = [
            "wrk",
            "-t1",
            f"-c{_CONNECTIONS}",
            f"-d{self.seconds}s",
            "--timeout",
            "30s",
            "-s",
            _SCRIPT,
            f"http://127.0.0.1:{self.server.port}/",
        ]
        arguments = [self.urls, *([self.header] if self.header else [])]
        told = subprocess.run(["taskset", "-c", LOAD_CORE, *command, "--", *arguments], check=True, capture_output=True, text=True).stdout
        used = sum(map(cpu_seconds, roots)) - before
        if "Non-2xx" in told or "Socket errors" in told:
            raise SystemExit(f"{self.way}, {self.sites} sites, {self.database}:\n{told}")
        requests = int(re.search(r"(\d+) requests in", told)[1])
        self.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]))
        self.costs.append(used / requests * 1e6)
        _settle(roots)


def _settle(roots: Sequence[int]) -> None:
    """Wait until the processes ``roots`` have used no processor for a fifth of a second; some seconds at most."""
    used, before = sum(map(cpu_seconds, roots)), -1.0
    until = time.monotonic() + 5
    while used > before and time.monotonic() < until:
        time.sleep(0.2)
        used, before = sum(map(cpu_seconds, roots)), used
