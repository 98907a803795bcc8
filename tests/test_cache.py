"""The cache while Redis answers and refuses to write."""

import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.core.cache.backends.base import BaseCache

from intro_net.cache import SteadyRedisCache


class Refusing(socketserver.StreamRequestHandler):
    """As Redis does when its disk is full: every command gets an answer, and none what it asks for."""

    def handle(self) -> None:
        for line in self.rfile:
            if line.startswith(b"*"):
                self.wfile.write(b"-MISCONF Redis is configured to save RDB snapshots, but is unable to persist\r\n")


@pytest.fixture
def cache() -> Iterator[BaseCache]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield SteadyRedisCache(f"redis://127.0.0.1:{server.server_address[1]}/0", {})
        server.shutdown()


def test_cache_counts_in_memory_while_redis_refuses_to_write(cache: BaseCache) -> None:
    cache.add("attempts", 1)
    cache.incr("attempts")

    assert (cache.get("attempts"), cache.get("else")) == (2, None)
