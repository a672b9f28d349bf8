"""How fast the machine is while something is done: on a shared one, what else runs there can halve that within minutes.

Two measurements that are minutes apart are compared by this, each divided by the machine's pace in its own time.
"""

import hashlib
import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import mean

from bench.processes import ROOT

_EVERY = 1.0  # seconds between two pieces, each of some forty milliseconds
_THINGS = {str(number): [number, {"name": "b" * 10, "states": ["a", "b", number]}] for number in range(1_000)}


def piece() -> float:
    """How many seconds one fixed piece of work takes that is like the platform's own: JSON, objects, a digest."""
    began = time.perf_counter()
    for _ in range(12):
        text = json.dumps(_THINGS, sort_keys=True)
        hashlib.sha256(text.encode()).digest()
        json.loads(text)
    return time.perf_counter() - began


@contextmanager
def pace() -> Iterator[list[float]]:
    """Take the machine's pace beside what is done here; the list gets, at the end, the seconds that a piece took on average."""
    beside = subprocess.Popen([sys.executable, "-m", "bench.pace"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    taken: list[float] = []
    try:
        yield taken
    finally:
        told, _none = beside.communicate()
        taken.append(mean(map(float, told.split())))


def main() -> None:
    """Say what a piece takes, again and again until nobody asks any more."""
    while True:
        print(piece(), flush=True)
        if select.select([sys.stdin], [], [], _EVERY)[0]:
            return


if __name__ == "__main__":
    main()
