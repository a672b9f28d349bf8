"""What a page costs to compress, and what is left of it, at the levels that were weighed for ``delivery/cache.py``."""

import gzip
import time
from collections.abc import Callable

import brotli

TIMES = 60
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "gzip 6": lambda page: gzip.compress(page, compresslevel=6, mtime=0),
    "brotli 4": lambda page: brotli.compress(page, mode=brotli.MODE_TEXT, quality=4, lgwin=16),
    "brotli 5": lambda page: brotli.compress(page, mode=brotli.MODE_TEXT, quality=5, lgwin=16),
    "brotli 5, window of 4 MB": lambda page: brotli.compress(page, mode=brotli.MODE_TEXT, quality=5, lgwin=22),
    "brotli 9": lambda page: brotli.compress(page, mode=brotli.MODE_TEXT, quality=9, lgwin=16),
    "brotli 11": lambda page: brotli.compress(page, mode=brotli.MODE_TEXT, quality=11, lgwin=16),
}


def measure(page: bytes) -> list[tuple[str, int, float]]:
    """For each way its name, the bytes that are left of ``page``, and the processor time in microseconds (the best of three)."""
    return [(name, len(compress(page)), min(_cost(compress, page) for _ in range(3))) for name, compress in WAYS.items()]


def _cost(compress: Callable[[bytes], bytes], page: bytes) -> float:
    started = time.process_time()
    for _ in range(TIMES):
        compress(page)
    return (time.process_time() - started) / TIMES * 1e6
