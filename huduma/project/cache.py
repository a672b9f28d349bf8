"""The cache that processes share when the operator names a Redis (HUDUMA_CACHE_URL): one that may be lost at any moment.

Nothing that must hold rests on it: sessions, counts of tries and used codes are rows. So while Redis is away every question is answered as
by a cache that has forgotten everything. Stock Django raises instead, and nobody could prove a second factor or publish a picture.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
ANSWER_SECONDS = 0.5  # a Redis on the same machine or beside it answers within a millisecond
PATIENCE_SECONDS = 5.0  # how long one that was lost is left alone, so that a silent one is not waited for by every request


@dataclass
class Absence:
    """What one process knows of Redis being away, shared by its threads. A race between them costs one question more."""

    until: float = 0.0
    is_over: bool = True


class RedisThatMayBeLost(RedisCache):
    """Django's Redis cache, which answers as an empty one while Redis is away, and begins empty when it is back.

    For what should have been changed meanwhile still stands there as it was.
    """

    absence = Absence()

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # One second try at once: a Redis that was restarted has closed the connections that are kept.
        waiting = {"socket_connect_timeout": ANSWER_SECONDS, "socket_timeout": ANSWER_SECONDS, "retry": Retry(NoBackoff(), 1)}
        super().__init__(server, {**params, "OPTIONS": {**waiting, **params.get("OPTIONS", {})}})

    def _ask(self, question: Callable[[], Answer], lost: Answer) -> Answer:
        """The answer to ``question``, or ``lost``."""
        away = self.absence
        if time.monotonic() < away.until:
            return lost
        try:
            if not away.is_over:
                super().clear()
                away.is_over = True
                log.warning("Redis is back, and begins empty.")
            return question()
        except (RedisError, OSError) as error:
            if away.is_over:
                log.warning("Redis is lost (%s): everything goes on, more slowly.", type(error).__name__)
            away.until, away.is_over = time.monotonic() + PATIENCE_SECONDS, False
            return lost

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(lambda: super(RedisThatMayBeLost, self).add(key, value, timeout, version), True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda: super(RedisThatMayBeLost, self).get(key, default, version), default)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask(lambda: super(RedisThatMayBeLost, self).set(key, value, timeout, version), None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(lambda: super(RedisThatMayBeLost, self).touch(key, timeout, version), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._ask(lambda: super(RedisThatMayBeLost, self).delete(key, version), False)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        return self._ask(lambda: super(RedisThatMayBeLost, self).get_many(keys, version), {})

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._ask(lambda: super(RedisThatMayBeLost, self).has_key(key, version), False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        found = self._ask(lambda: super(RedisThatMayBeLost, self).incr(key, delta, version), None)
        if found is None:
            raise ValueError(f"Key {key!r} not found.")  # as Django's caches say of a key they do not have
        return found

    def set_many(self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        return self._ask(lambda: super(RedisThatMayBeLost, self).set_many(data, timeout, version), list(data))

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        self._ask(lambda: super(RedisThatMayBeLost, self).delete_many(keys, version), None)

    def clear(self) -> None:
        self._ask(lambda: super(RedisThatMayBeLost, self).clear(), None)
