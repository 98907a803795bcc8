"""A worker killed without farewell in the middle of a whole refresh: nobody reads half a circle, and what comes of it
is what an undisturbed refresh finds."""

import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.test_killed_worker import wait_until
from tests.instance import ROOT, Instance, running

SOAK = bool(os.environ.get("SOAK"))
CIRCLES, KILLS = (120, 20) if SOAK else (12, 2)
JOINED = "FROM matching_candidate c JOIN matching_refresh r ON r.circle_id = c.circle_id WHERE c.generation"
CURRENT = f"SELECT c.circle_id, low_id, high_id, score, evidence {JOINED} = r.generation"
UNPUBLISHED = f"SELECT count(*) {JOINED} > r.generation"
FINISHED = "SELECT count(*) FROM matching_refresh WHERE generation > 0"
ALL = "SELECT count(*) FROM matching_candidate"
WORK = "import django; django.setup(); from tests.faults.refreshes import refresh_slowly; refresh_slowly({life})"

Found = dict[int, set[tuple[Any, ...]]]


def found(instance: Instance) -> Found:
    """By circle, what counts now."""
    circles = defaultdict[int, set[tuple[Any, ...]]](set)
    for circle, low, high, score, evidence in instance.rows(CURRENT):
        circles[circle].add((low, high, score, bytes(evidence)))
    return dict(circles)


def work_until(true: Callable[[], bool], instance: Instance, life: int) -> None:
    """Then the worker is killed."""
    command = [sys.executable, "-c", WORK.format(life=life)]
    worker = subprocess.Popen(command, cwd=ROOT, env=instance.environment, start_new_session=True)
    try:
        wait_until(lambda: true() or worker.poll() is not None, 120, "nothing was written")
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()


def half_written(instance: Instance, circles: int) -> bool:
    return bool(instance.rows(FINISHED)[0][0] >= circles and instance.rows(UNPUBLISHED)[0][0])


@pytest.mark.faults
def test_killed_refresh_shows_no_half_circle(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    with running(tmp_path, sink=None) as instance:
        instance.python(f"from tests.faults.refreshes import circles_due; circles_due({CIRCLES})")
        seen, left = list[Found](), list[int]()
        for life in range(KILLS):
            goal = life * CIRCLES // KILLS
            work_until(lambda goal=goal: half_written(instance, goal), instance, life)  # type: ignore[misc]  # a lambda with a default
            seen.append(found(instance))
            left.append(instance.rows(UNPUBLISHED)[0][0])
        work_until(lambda: False, instance, KILLS)
        whole = found(instance)
        unpublished_after = instance.rows(ALL)[0][0] - sum(map(len, whole.values()))
        instance.python(f"from tests.faults.refreshes import refresh_again; refresh_again({KILLS + 1})")

        record_property("killed_refresh", {"circles": CIRCLES, "kills": KILLS, "left": left})
        assert sum(map(bool, left)) >= max(1, KILLS // 2)  # in the middle of it
        assert [{circle: whole[circle] for circle in some} for some in seen] == seen
        assert (len(whole), unpublished_after) == (CIRCLES, 0)
        assert found(instance) == whole
        assert instance.rows(ALL)[0][0] == sum(map(len, whole.values()))
