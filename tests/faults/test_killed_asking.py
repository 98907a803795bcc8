"""A worker killed without farewell while it asks what was prepared: everybody is asked, and nobody twice."""

from collections import Counter
from pathlib import Path

import pytest

from tests.faults.test_killed_worker import wait_until
from tests.instance import Instance, running

PAIRS, KILLS = 60, 2
INTRODUCED = "SELECT participants_key FROM introductions_introduction"
LEFT = "SELECT count(*) FROM bench_prepared"
ASKED = "SELECT user_id, count(*) FROM mail_outboxmail WHERE purpose = 'introduction_asked' GROUP BY user_id"
RING = "from apps.bench.tasks import ask_prepared; ask_prepared.delay()"


def kill_while_asking(instance: Instance) -> list[int]:
    """How many had been asked at each kill."""
    found = []
    for number in range(1, KILLS + 1):
        goal = number * PAIRS // (KILLS + 2)
        wait_until(lambda goal=goal: len(instance.rows(INTRODUCED)) >= goal, 60, f"fewer than {goal} asked")  # type: ignore[misc]  # a lambda with a default
        instance.kill("quick")
        found.append(len(instance.rows(INTRODUCED)))
        instance.start("quick")
        instance.python(RING)
    return found


@pytest.mark.faults
def test_killed_worker_asks_everybody_once(tmp_path: Path) -> None:
    with running(tmp_path, sink=None) as instance:
        instance.python(f"from tests.faults.scenes import pairs_prepared; pairs_prepared({PAIRS})")
        instance.start("quick")
        instance.python(RING)

        killed_at = kill_while_asking(instance)
        wait_until(lambda: instance.rows(LEFT) == [(0,)], 60, "some are not asked")

        sets = Counter(key for (key,) in instance.rows(INTRODUCED))
        assert killed_at[0] < PAIRS  # in the middle of it
        assert (len(sets), set(sets.values())) == (PAIRS, {1})
        assert [count for _user, count in instance.rows(ASKED)] == [1] * 2 * PAIRS
