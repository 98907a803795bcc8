"""A worker killed without farewell while it puts what waited: it comes to everybody, and to nobody twice."""

from pathlib import Path

import pytest

from tests.faults.test_killed_worker import wait_until
from tests.instance import running

PAIRS = 40
PUT = "SELECT user_id FROM introductions_answer WHERE put_at IS NOT NULL"
MAILED = "SELECT user_id, count(*) FROM mail_outboxmail WHERE purpose = 'introduction_asked' GROUP BY user_id"
RING = "from apps.introductions.tasks import put_waiting_asks; put_waiting_asks.delay()"


@pytest.mark.faults
def test_killed_worker_puts_to_everybody_once(tmp_path: Path) -> None:
    with running(tmp_path, sink=None) as instance:
        instance.python(f"from tests.faults.scenes import pairs_that_wait; pairs_that_wait({PAIRS})")
        assert instance.rows(PUT) == []
        instance.start("quick")
        instance.python(RING)

        wait_until(lambda: len(instance.rows(PUT)) >= PAIRS // 2, 60, "too few were put")
        instance.kill("quick")
        killed_at = len(instance.rows(PUT))
        instance.start("quick")
        instance.python(RING)
        wait_until(lambda: len(instance.rows(PUT)) == 2 * PAIRS, 60, "some still wait")

        assert killed_at < 2 * PAIRS  # in the middle of it
        assert [count for _user, count in instance.rows(MAILED)] == [1] * 2 * PAIRS
