"""TCP ports of 127.0.0.1 for servers that tests and benchmarks start."""

import random
import socket
from contextlib import closing, suppress

_given: set[int] = set()


def free_port() -> int:
    """A port on which nobody listens, never the same twice.

    It lies below those that the kernel hands out by itself, so that it is not given away before it is used. Raises ``RuntimeError`` when
    none is found.
    """
    for _ in range(100):
        port = random.randrange(20_000, 32_000)
        if port in _given:
            continue
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port
    raise RuntimeError("no free port")


def listens(port: int) -> bool:
    """Whether somebody accepts connections on the port."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
