"""A worker killed without farewell while it sends digests: none is lost, none is sent twice."""

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.instance import Instance, running
from tests.sink import Sink, running_sink

SOAK = bool(os.environ.get("SOAK"))
PEOPLE, KILLS = (1000, 20) if SOAK else (120, 2)
LEASE = 4  # seconds
SENT = "SELECT count(*) FROM mail_outboxmail WHERE purpose = 'digest' AND state = 'sent'"
OPEN = "SELECT count(*) FROM mail_outboxmail WHERE purpose = 'digest' AND state IN ('queued', 'attempting')"
STATES = "SELECT state, count(*) FROM mail_outboxmail WHERE purpose = 'digest' GROUP BY state"


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} after {seconds} s"
        time.sleep(0.05)


def kill_while_sending(instance: Instance, sink: Sink, kills: int) -> None:
    for number in range(1, kills + 1):
        goal = number * PEOPLE // (kills + 2)
        wait_until(lambda goal=goal: len(sink.mails) >= goal, 60, f"fewer than {goal} mails")  # type: ignore[misc]  # a lambda with a default
        instance.kill("bulk")
        instance.start("bulk")


@pytest.mark.faults
def test_killed_worker_loses_and_doubles_no_digest(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with running_sink() as sink, running(tmp_path, sink=sink, MAIL_LEASE=str(LEASE)) as instance:
        instance.python(f"from tests.faults.scenes import digests_due; digests_due({PEOPLE})")
        sink.delay = 0.02
        instance.start("beat", "quick", "bulk")

        kill_while_sending(instance, sink, KILLS)
        wait_until(lambda: _settled(instance), 120, "digests still open")

        states = dict(instance.rows(STATES))
        received = Counter(mail["To"] for mail in sink.mails)
        uncertain = states.get("uncertain", 0)
        record_property("killed_worker", {"people": PEOPLE, "kills": KILLS, "states": states, "mails": len(sink.mails)})
        assert sum(states.values()) == PEOPLE
        assert states["sent"] + uncertain == PEOPLE
        assert uncertain <= KILLS
        assert max(received.values()) == 1
        assert states["sent"] <= len(received) <= PEOPLE
        # What nobody can know is told, not sent again.
        assert instance.manage("outbox").count("uncertain:") == uncertain
        instance.stop()
        assert instance.processes_left() == []


def _settled(instance: Instance) -> bool:
    return dict(instance.rows(STATES)) != {} and instance.rows(OPEN) == [(0,)]
