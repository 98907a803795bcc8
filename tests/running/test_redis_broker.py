"""A worker that could not acknowledge a message takes the next one all the same."""

import os
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError
from kombu.transport import redis as kombus_own

from intro_net import redis_broker
from tests.faults.servers import redis

pytestmark = pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="about Redis")
GONE: tuple[type[Exception], ...] = (
    OperationalError,
    ConnectionError,
    *kombus_own.get_redis_error_classes().connection_errors,
)


@pytest.mark.parametrize(("transport", "goes_on"), [(redis_broker.Transport, True), (kombus_own.Transport, False)])
def test_whoever_cannot_acknowledge_takes_the_next_message(transport: type, goes_on: bool, tmp_path: Path) -> None:
    with redis(tmp_path) as server, Connection(server.url, transport=transport) as connection:
        queue: Any = connection.SimpleQueue("bells")
        queue.consumer.qos(prefetch_count=1)
        queue.put("a bell")
        message = queue.get(timeout=5)
        assert queue.channel.qos.can_consume() is False

        server.stop()
        with pytest.raises(GONE):
            message.ack()

        assert queue.channel.qos.can_consume() is goes_on


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_redis_means_ours_to_celery(scheme: str) -> None:
    redis_broker.register()

    assert isinstance(Connection(f"{scheme}://127.0.0.1:1/0").transport, redis_broker.Transport)
