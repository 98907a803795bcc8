"""The clock jumps by a day under a running instance, forwards and back again: no digest is lost or sent twice, nothing
waits for a day, and introductions close when they should."""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.test_killed_worker import wait_until
from tests.instance import Instance, running
from tests.sink import running_sink

SOAK = bool(os.environ.get("SOAK"))
PEOPLE, TIMES = (300, 5) if SOAK else (30, 1)
LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
HELD = (
    "SELECT count(*) FROM mail_outboxmail WHERE state IN ('queued', 'attempting') AND purpose <> 'digest'",
    "SELECT count(*) FROM matching_refresh WHERE leased_until IS NOT NULL OR due_at IS NOT NULL",
    "SELECT count(*) FROM profiles_change",
)
OPEN = "SELECT count(*) FROM mail_outboxmail WHERE state IN ('queued', 'attempting')"


def surroundings(file: Path) -> dict[str, str]:
    file.write_text("+0")
    told = {"FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return told | {"LD_PRELOAD": str(LIBRARY), "PYTHONPATH": str(Path(__file__).parent / "faked")}


def nothing_is_held(instance: Instance) -> bool:
    return [instance.rows(sql) for sql in HELD] == [[(0,)]] * 3


@pytest.mark.faults
@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")) and not SOAK, reason="on the embedded default, or in a soak")
@pytest.mark.skipif(LIBRARY is None, reason="no libfaketime on this machine (Debian's faketime)")
def test_clock_jumps_by_a_day_and_back(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    clock = tmp_path / "clock"
    with running_sink() as sink, running(tmp_path, sink=sink, **surroundings(clock)) as instance:
        instance.python(f"from tests.faults.scenes import digests_due; digests_due({PEOPLE})")
        asks = json.loads(
            instance.python(
                "import json\nfrom tests.faults.scenes import day_of_leases\nprint(json.dumps(day_of_leases()))"
            )
        )
        states = (
            f"SELECT state FROM introductions_introduction WHERE id IN ({asks['soon']}, {asks['later']}) ORDER BY id"
        )
        sink.delay = 0.05
        instance.start("beat", "quick", "bulk")
        wait_until(lambda: len(sink.mails) >= PEOPLE // 3, 60, "no digests")
        for _ in range(TIMES):
            clock.write_text("+1d")
            wait_until(lambda: nothing_is_held(instance), 60, "held after a jump forwards")
            instance.wait_for_rows(states, [("not_made",), ("asked",)], 80)

            instance.python("from tests.faults.scenes import hold_everything; hold_everything()")
            clock.write_text("+0")
            wait_until(lambda: nothing_is_held(instance), 60, "held after a jump back")
        wait_until(lambda: instance.rows(OPEN) == [(0,)], 60, "mails still wait")

        digests = Counter(mail["To"] for mail in sink.mails if mail["To"].startswith("m"))
        uncertain = instance.rows("SELECT count(*) FROM mail_outboxmail WHERE state = 'uncertain'")[0][0]
        record_property("clock", {"people": PEOPLE, "jumps": 2 * TIMES, "uncertain": uncertain})
        assert len(digests) >= PEOPLE - uncertain
        assert max(Counter((mail["To"], mail["Subject"]) for mail in sink.mails).values()) == 1
        assert uncertain <= 2 * TIMES  # whoever was in the middle of a mail when the lease ran out
        assert "broken" not in instance.manage("verify")
