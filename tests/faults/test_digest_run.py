"""A run of digests whose workers are killed all the while: none is lost, none is sent twice, and what nobody could know
is found in the mail server's log afterwards."""

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.test_killed_worker import OPEN, STATES, wait_until
from tests.instance import Instance, running
from tests.sink import Rule, Sink, running_sink

pytestmark = pytest.mark.faults
SOAK = bool(os.environ.get("SOAK"))
PEOPLE, KILLS, MOST = (10_000, 50, 3600) if SOAK else (40, 2, 120)
WORKERS = 2
# On the embedded default a worker does one thing at a time.
CONCURRENCY = WORKERS if os.environ.get("REDIS_URL") else 1
BETWEEN = 3.0 if SOAK else 1.0  # seconds
CARELESS = {"DJANGO_SETTINGS_MODULE": "tests.faults.careless.settings"}
DIGESTS = "SELECT count(*) FROM mail_outboxmail WHERE purpose = 'digest'"


def make_due(instance: Instance, people: int) -> None:
    instance.python(f"from tests.faults.scenes import digests_due; digests_due({people})")


def is_over(instance: Instance, people: int) -> bool:
    return instance.rows(DIGESTS) == [(people,)] and instance.rows(OPEN) == [(0,)]


def kill_again_and_again(instance: Instance, sink: Sink, kills: int, people: int) -> int:
    """In the middle of its work each time; how often."""
    done, end = 0, time.monotonic() + MOST
    while done < kills and not is_over(instance, people):
        before = len(sink.mails)
        wait_until(lambda before=before: len(sink.mails) > before or is_over(instance, people), 90, "no mail")  # type: ignore[misc]  # a lambda with a default
        assert time.monotonic() < end, f"{done} kills only"
        time.sleep(BETWEEN)
        instance.kill("bulk")
        instance.start("bulk")
        done += 1
    return done


def make_log(sink: Sink, folder: Path) -> str:
    log = folder / "mail.log"
    log.write_text("\n".join(sink.log) + "\n")
    return str(log)


def reconcile(instance: Instance, sink: Sink, folder: Path) -> str:
    return instance.manage("outbox", "--reconcile", make_log(sink, folder), "--not-in-log", "resend")


def test_digests_of_killed_workers_arrive_once(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    surroundings = {"MAIL_LEASE": "4", "BULK_WORKERS": str(WORKERS)}
    with running_sink() as sink, running(tmp_path, sink=sink, **surroundings) as instance:
        make_due(instance, PEOPLE)
        # It takes a mail and says so later, so that whoever is killed has mostly sent one.
        sink.rules["example.org"] = Rule(answers_after=0.01 if SOAK else 0.05)
        begin = time.monotonic()
        instance.start("beat", "quick", "bulk")
        kills = kill_again_and_again(instance, sink, KILLS, PEOPLE)
        wait_until(lambda: is_over(instance, PEOPLE), MOST, "digests still open")
        seconds = time.monotonic() - begin

        states = dict(instance.rows(STATES))
        uncertain = states.get("uncertain", 0)
        assert sum(states.values()) == states["sent"] + uncertain == PEOPLE
        assert (kills, uncertain <= kills * CONCURRENCY) == (KILLS, True)
        assert max(Counter(mail["To"] for mail in sink.mails).values()) == 1

        said = reconcile(instance, sink, tmp_path) if uncertain else ""
        wait_until(lambda: instance.rows(STATES) == [("sent", PEOPLE)], 60, f"not all sent: {said}")
        received = Counter(mail["To"] for mail in sink.mails)
        found = {"people": PEOPLE, "kills": kills, "seconds": round(seconds), "uncertain": uncertain}
        record_property("digest_run", found | {"reconciled": said.splitlines()[:1], "mails": len(sink.mails)})
        assert (len(received), max(received.values())) == (PEOPLE, 1)
        instance.stop()
        assert instance.processes_left() == []


@pytest.mark.parametrize("careless", [False, True])
def test_what_a_killed_worker_had_handed_over_is_sent_again_only_where_attempts_are_not_noted(
    careless: bool, tmp_path: Path
) -> None:
    """The control: the very same run doubles a mail where that precaution is switched off."""
    people = 4
    surroundings = {"MAIL_LEASE": "3"} | ({"CARELESS": "resends"} | CARELESS if careless else {})
    with running_sink() as sink, running(tmp_path, sink=sink, **surroundings) as instance:
        make_due(instance, people)
        sink.rules["example.org"] = Rule(answers_after=10.0)
        instance.start("beat", "quick", "bulk")
        wait_until(lambda: len(sink.mails) > 0, 60, "no mail")
        instance.kill("bulk")
        sink.rules.clear()
        instance.start("bulk")
        wait_until(lambda: is_over(instance, people), 60, "digests still open")

        received = Counter(mail["To"] for mail in sink.mails)
        assert (len(received), max(received.values())) == (people, 2 if careless else 1)
        assert dict(instance.rows(STATES)).get("uncertain", 0) == (0 if careless else len(sink.mails) - 3)


@pytest.mark.parametrize("careless", [False, True])
def test_a_task_that_is_delivered_five_times_has_the_effect_of_one(careless: bool, tmp_path: Path) -> None:
    """The control: a message is the order there, and not the row."""
    switches = "five-times,obeys" if careless else "five-times"
    with running_sink() as sink, running(tmp_path, sink=sink, CARELESS=switches, **CARELESS) as instance:
        make_due(instance, 10)
        instance.python("from tests.faults.scenes import tells_one_by_one; tells_one_by_one()")
        instance.start("beat", "quick", "bulk")
        sink.wait_for("tom@example.org", seconds=60)
        if careless:
            sink.wait_for("m0@example.org", count=2, seconds=60)
            return
        wait_until(lambda: is_over(instance, 10), 60, "digests still open")
        time.sleep(6)  # what was rung once more has been heard by then

        received = Counter(mail["Message-ID"] for mail in sink.mails)
        states = instance.rows("SELECT state, count(*), max(attempts) FROM mail_outboxmail GROUP BY state")
        assert max(received.values()) == 1
        assert states == [("sent", len(received), 1)]
        assert "broken" not in instance.manage("verify")
