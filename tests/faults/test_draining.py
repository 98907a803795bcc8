"""The broker is emptied and restarted and the database restarted again and again under a run of digests: it goes on
soon each time, and every digest arrives once."""

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import servers
from tests.faults.test_digest_run import is_over, make_due, make_log
from tests.faults.test_killed_worker import STATES, wait_until
from tests.instance import Instance, running
from tests.sink import Sink, running_sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="about PostgreSQL and Redis"),
]
SOAK = bool(os.environ.get("SOAK"))
PEOPLE, TIMES = (2000, 10) if SOAK else (60, 2)
# Seconds after which mails leave again.
BROKER, DATABASE = 90, 15
WORKERS = 2


def go_through(
    instance: Instance, sink: Sink, interrupt: Callable[[int], object], within: float, folder: Path
) -> dict[str, object]:
    """Interrupts the run so many times, and gives what came of it."""
    sink.delay = 0.02
    instance.start("beat", "quick", "bulk")
    waits = []
    for number in range(TIMES):
        goal = (number + 1) * PEOPLE // (TIMES + 2)
        wait_until(lambda goal=goal: len(sink.mails) >= goal, 120, f"fewer than {goal} mails")  # type: ignore[misc]  # a lambda with a default
        interrupt(number)
        before, begin = len(sink.mails), time.monotonic()
        wait_until(lambda before=before: len(sink.mails) > before or is_over(instance, PEOPLE), within, "no mail")  # type: ignore[misc]  # likewise
        waits.append(round(time.monotonic() - begin, 1))
    wait_until(lambda: is_over(instance, PEOPLE), 600, "digests still open")
    states = dict(instance.rows(STATES))
    instance.manage("outbox", "--reconcile", make_log(sink, folder), "--not-in-log", "resend")
    wait_until(lambda: instance.rows(STATES) == [("sent", PEOPLE)], 60, "not all sent")
    received = Counter(mail["To"] for mail in sink.mails)
    assert (len(received), max(received.values())) == (PEOPLE, 1)
    assert states.get("uncertain", 0) <= TIMES * WORKERS
    assert "broken" not in instance.manage("verify")
    return {"people": PEOPLE, "times": TIMES, "drained_again_after_s": waits, "states": states}


def test_digests_go_on_when_the_broker_is_emptied_and_restarted(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    (tmp_path / "redis").mkdir()
    with servers.redis(tmp_path / "redis") as server, running_sink() as sink:
        own = {"REDIS_URL": server.url, "REDIS_PREFIX": "mine:", "MAIL_LEASE": "4", "BULK_WORKERS": str(WORKERS)}
        with running(tmp_path, sink=sink, **own) as instance:
            make_due(instance, PEOPLE)

            def interrupt(number: int) -> None:
                if number % 2:
                    server.stop()
                    time.sleep(1)
                    server.start()
                else:
                    server.empty()

            record_property("broker_away", go_through(instance, sink, interrupt, BROKER, tmp_path))


def test_digests_go_on_when_the_database_is_restarted(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with servers.postgres() as server, running_sink() as sink:
        own = {"DATABASE_URL": server.url, "MAIL_LEASE": "4", "BULK_WORKERS": str(WORKERS)}
        with running(tmp_path, sink=sink, **own) as instance:
            make_due(instance, PEOPLE)

            def interrupt(number: int) -> None:
                server.stop()
                time.sleep(1)
                server.start()

            record_property("database_restarted", go_through(instance, sink, interrupt, DATABASE, tmp_path))
