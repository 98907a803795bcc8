"""Checks that hang, fail or take the database with them."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connection, connections

from apps.mail.health import Unwell
from intro_net.health.limits import impatient_database
from intro_net.health.running import Runner, in_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What hangs waits for it."""
    gate = threading.Event()
    yield gate
    gate.set()


def test_check_that_hangs_is_not_waited_for_and_hides_no_other(gate: threading.Event) -> None:
    runner, begin = Runner[bool](), time.monotonic()

    found = runner.run({"slow": gate.wait, "quick": lambda: True}, seconds=0.2)

    assert time.monotonic() - begin < 1
    assert found["quick"] is True
    assert isinstance(found["slow"], TimeoutError)


def test_check_that_hangs_is_begun_only_once(gate: threading.Event) -> None:
    runner, begun = Runner[bool](), []

    def hang() -> bool:
        begun.append(threading.current_thread())
        return gate.wait()

    for _ in range(5):
        runner.run({"slow": hang}, seconds=0.05)
    assert len(begun) == 1

    gate.set()
    begun[0].join()
    assert runner.run({"slow": hang}) == {"slow": True}
    assert len(begun) == 2


def test_words_tell_nothing_of_the_message() -> None:
    assert in_words(ConnectionError("mina@example.org has no route to 10.0.0.7")) == "ConnectionError"
    assert in_words(TimeoutError()) == "no answer within 2 s"
    assert in_words(Unwell("mail quick: 4000 s late")) == "mail quick: 4000 s late"


def test_connection_of_a_check_is_its_own_and_is_closed() -> None:
    mine = connection.connection
    seen = []

    def work() -> None:
        with impatient_database(1), connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
            seen.extend([connections["default"].connection, cursor.fetchone()])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen[1] == (1,)
    assert seen[0] is not mine
    assert seen[0] is not None
    with pytest.raises(Exception, match="closed"), closing(seen[0].cursor()) as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no limit on statements")
def test_statement_that_takes_too_long_is_ended_by_the_server() -> None:
    def sleep() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    begin = time.monotonic()
    found = Runner[None]().run({"slow": sleep}, seconds=0.5)
    # The limit of the server and ours are the same; either may be first, and both end it.
    assert type(found["slow"]).__name__ in {"OperationalError", "TimeoutError"}
    assert time.monotonic() - begin < 3
