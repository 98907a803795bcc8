"""The cache, and what stands in for it while Redis is away or the disk is full. It holds nothing that must not be lost,
and nobody should be turned away because it is gone; limits then count in each process alone."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as Away
from redis.exceptions import ResponseError as Refused  # its disk or its memory is full
from redis.exceptions import TimeoutError as TooSlow

PAUSE = 5.0  # seconds in which Redis is not asked again


class SteadyFileCache(FileBasedCache):
    """Keeps what there is room for."""

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        with suppress(OSError):
            super().set(key, value, timeout, version)


class SteadyRedisCache(RedisCache):
    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Steady


class Steady:
    """Has the methods of Django's Redis client, and answers each from memory where Redis does not, or cannot."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        self._redis = RedisCacheClient(servers, **options)
        self._memory: BaseCache = LocMemCache("while Redis is away", {})
        self._away_until = 0.0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*args: Any) -> Any:
            if time.monotonic() >= self._away_until:
                try:
                    return getattr(self._redis, name)(*args)
                except (Away, TooSlow, Refused):
                    self._away_until = time.monotonic() + PAUSE
            return getattr(self._memory, name)(*args)

        return ask
