"""A worker killed without farewell while it counts yeses by mail: each is said once, and none is lost."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.test_digest_run import CARELESS
from tests.faults.test_killed_worker import wait_until
from tests.instance import Instance, running

pytestmark = pytest.mark.faults
SOAK = bool(os.environ.get("SOAK"))
PAIRS, KILLS = (600, 20) if SOAK else (60, 2)
LEFT = "SELECT count(*) FROM introductions_mailedyes"
YES = "SELECT introduction_id, count(*) FROM introductions_answer WHERE value = 'yes' GROUP BY introduction_id"
MADE = "SELECT count(*) FROM introductions_introduction WHERE state = 'made'"
TALKS = "SELECT count(*), count(DISTINCT introduction_id) FROM introductions_conversation"
MAILED = "SELECT user_id, count(*) FROM mail_outboxmail WHERE purpose = 'introduction_made' GROUP BY user_id"
RING = "from apps.introductions.tasks import count_mailed_yeses; count_mailed_yeses.delay()"


def left(instance: Instance) -> int:
    count: int = instance.rows(LEFT)[0][0]
    return count


def kill_while_counting(instance: Instance, pairs: int) -> list[int]:
    """How many were left at each kill."""
    found = []
    instance.start("quick")
    instance.python(RING)
    for number in range(KILLS):
        goal = pairs - (number + 1) * pairs // (KILLS + 2)
        wait_until(lambda goal=goal: left(instance) <= goal, 60, f"more than {goal} are left")  # type: ignore[misc]  # a lambda with a default
        instance.kill("quick")
        found.append(left(instance))
        instance.start("quick")
        instance.python(RING)
    wait_until(lambda: left(instance) == 0, 60, "some do not count")
    return found


def test_a_killed_worker_says_each_yes_once(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    with running(tmp_path, sink=None) as instance:
        instance.python(f"from tests.faults.scenes import yeses_by_mail; yeses_by_mail({PAIRS})")

        killed_at = kill_while_counting(instance, PAIRS)

        record_property("killed_counting", {"pairs": PAIRS, "left_at_kills": killed_at})
        assert min(killed_at) > 0  # in the middle of it, each time
        assert [count for _, count in instance.rows(YES)] == [2] * PAIRS
        assert (instance.rows(MADE), instance.rows(TALKS)) == ([(PAIRS,)], [(PAIRS, PAIRS)])
        assert [count for _, count in instance.rows(MAILED)] == [1] * 2 * PAIRS


def test_a_killed_worker_loses_a_yes_that_is_not_counted_in_one_piece(tmp_path: Path) -> None:
    """The control."""
    with running(tmp_path, sink=None, CARELESS="counts-in-pieces", **CARELESS) as instance:
        pairs = 10 * KILLS
        instance.python(f"from tests.faults.scenes import yeses_by_mail; yeses_by_mail({pairs})")

        kill_while_counting(instance, pairs)

        assert instance.rows(MADE)[0][0] < pairs
