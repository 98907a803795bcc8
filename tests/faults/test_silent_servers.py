"""A database and a broker that take a connection and then say nothing: who asks for health is answered all the same."""

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.instance import PATIENCE, Instance

ASKED_AT_ONCE = 8


class Silent:
    """Listens, and keeps the line open."""

    def __init__(self) -> None:
        self.lines: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                self.lines.append(self._server.accept()[0])

    def close(self) -> None:
        self._server.close()
        for line in self.lines:
            line.close()


@contextmanager
def silent() -> Iterator[Silent]:
    server = Silent()
    try:
        yield server
    finally:
        server.close()


def ask(url: str) -> tuple[int, str, float]:
    begin = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode(), time.monotonic() - begin
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), time.monotonic() - begin


class Alone(Instance):
    """A web server that has no other to talk to."""

    def prepare(self, *, set_up: bool = True) -> None:
        self.data.mkdir(parents=True)

    def wait_until_it_answers(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(OSError):
                if ask(f"{self.url}/healthz")[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(self.log("web"))


@pytest.mark.faults
def test_readyz_says_in_time_that_database_and_broker_are_silent(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with silent() as database, silent() as broker:
        servers = {
            "DATABASE_URL": f"postgres://nobody@127.0.0.1:{database.port}/nothing",
            "REDIS_URL": f"redis://127.0.0.1:{broker.port}/0",
        }
        instance = Alone(tmp_path, sink=None, **servers)
        try:
            instance.prepare()
            instance.start("web")
            with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
                answers = list(pool.map(ask, [f"{instance.url}/readyz"] * ASKED_AT_ONCE))
            alive = ask(f"{instance.url}/healthz")
            counted = ask(f"{instance.url}/metrics")
        finally:
            instance.stop()

        record_property("readyz_seconds", round(max(seconds for _, _, seconds in answers), 2))
        assert {status for status, _, _ in answers} == {503}
        assert max(seconds for _, _, seconds in answers) < 5
        told = json.loads(answers[0][1])["checks"]
        assert set(told) == {"broker", "cache", "database", "due"}
        # The cache is answered from memory as soon as Redis was asked in vain.
        answers_of_servers = {told[name] for name in ("broker", "database", "due")}
        assert answers_of_servers <= {"no answer within 2 s", "OperationalError", "TimeoutError"}
        # However many ask: one line for the database itself, one for the due rows, and one each for broker and cache.
        assert 0 < len(database.lines) <= 2 + 2  # the gauges of /metrics ask, too
        assert 0 < len(broker.lines) <= 2
        assert (alive[0], alive[2] < 1) == (200, True)
        assert (counted[0], "intro_net_database_answers 0.0" in counted[1]) == (200, True)
