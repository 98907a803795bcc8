"""Somebody waits at the door for a log-in code while the bulk worker is busy: the quick lane is not behind it."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.door import ask_for_code
from tests.faults.test_killed_worker import wait_until
from tests.instance import Instance, running
from tests.sink import running_sink

PEOPLE = 12_000 if os.environ.get("SOAK") else 4_000
BUSY = "SELECT count(*) FROM matching_refresh WHERE leased_until IS NOT NULL"
CODES = "SELECT state, attempts FROM mail_outboxmail WHERE purpose = 'account'"


def is_refreshing(instance: Instance) -> bool:
    return instance.rows(BUSY) == [(1,)]


@pytest.mark.faults
def test_log_in_code_does_not_wait_for_a_refresh(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with running_sink() as sink, running(tmp_path, "web", "quick", "bulk", sink=sink) as instance:
        instance.python(
            f"from tests.faults.scenes import large_circle; large_circle({PEOPLE})\n"
            "from tests.factories import make_user; make_user('Mina', email='mina@example.org')\n"
        )
        instance.python("from apps.matching.tasks import refresh_due_circles; refresh_due_circles.delay()")
        wait_until(lambda: is_refreshing(instance), 30, "no refresh")

        begin = time.monotonic()
        ask_for_code(instance.url, "mina@example.org")
        sink.wait_for("mina@example.org")
        seconds = time.monotonic() - begin

        assert is_refreshing(instance), f"the refresh was over before the code came ({seconds:.1f} s): enlarge it"
        record_property("log_in_code_seconds", round(seconds, 2))
        # The row says so a moment after the mail has arrived.
        wait_until(lambda: instance.rows(CODES) == [("sent", 1)], 10, "the code not settled")
        instance.kill("bulk")  # asked kindly, it would end its refresh first
