"""A run of digests whose workers are killed all the while: none is lost, none is sent twice, and what nobody could know
is found in the mail server's log afterwards."""

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults.test_killed_worker import OPEN, STATES, wait_until
from tests.instance import Instance, running
from tests.sink import Rule, Sink, running_sink

pytestmark = pytest.mark.faults
SOAK = bool(os.environ.get("SOAK"))
PEOPLE, KILLS, MOST = (10_000, 50, 3600) if SOAK else (80, 2, 120)
WORKERS = 4 if SOAK else 2
# On the embedded default a worker does one thing at a time.
CONCURRENCY = WORKERS if os.environ.get("REDIS_URL") else 1
# Seconds, by chance: between a mail that was taken, which is when we look, and the kill.
PAUSE = 0.5 if SOAK else 0.1
CARELESS = {"DJANGO_SETTINGS_MODULE": "tests.faults.careless.settings"}
DIGESTS = "SELECT count(*) FROM mail_outboxmail WHERE purpose = 'digest'"
HELD = """
SELECT id, leased_until, state FROM mail_outboxmail
WHERE purpose = 'digest' AND leased_until IS NOT NULL AND state IN ('queued', 'attempting')
"""


def make_due(instance: Instance, people: int) -> None:
    instance.python(f"from tests.faults.scenes import digests_due; digests_due({people})")


def is_over(instance: Instance, people: int) -> bool:
    return instance.rows(DIGESTS) == [(people,)] and instance.rows(OPEN) == [(0,)]


@dataclass
class Kills:
    """How many; of those, how many hit workers that held mails, and that were handing one over."""

    all: int = 0
    busy: int = 0
    handing_over: int = 0
    seen: set[tuple[Any, ...]] = field(default_factory=set)

    def add(self, held: set[tuple[Any, ...]]) -> None:
        """What was held when all workers were dead; of that, what was not at an earlier kill was held by these."""
        states = [state for _id, _until, state in held - self.seen]
        self.all, self.seen = self.all + 1, self.seen | held
        self.busy += bool(states)
        self.handing_over += "attempting" in states


def kill_again_and_again(instance: Instance, sink: Sink, kills: int, people: int) -> Kills:
    """All over the run, until so many have hit workers in the middle of their work."""
    found, dice, end = Kills(), Random(8), time.monotonic() + MOST
    while found.busy < kills and not is_over(instance, people):
        assert time.monotonic() < end, f"{found.busy} kills only"
        goal = max(len(sink.mails), found.busy * people // (kills + 2)) + 1
        wait_until(lambda goal=goal: len(sink.mails) >= goal or is_over(instance, people), MOST, "too few mails")  # type: ignore[misc]  # a lambda with a default
        time.sleep(dice.uniform(0, PAUSE))
        instance.kill("bulk")
        found.add(set(instance.rows(HELD)))
        instance.start("bulk")
    return found


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
        killing = time.monotonic() - begin
        wait_until(lambda: is_over(instance, PEOPLE), MOST, "digests still open")
        seconds = time.monotonic() - begin

        states = dict(instance.rows(STATES))
        uncertain = states.get("uncertain", 0)
        assert sum(states.values()) == states["sent"] + uncertain == PEOPLE
        assert (kills.busy, uncertain <= kills.all * CONCURRENCY) == (KILLS, True)
        assert max(Counter(mail["To"] for mail in sink.mails).values()) == 1

        said = reconcile(instance, sink, tmp_path) if uncertain else ""
        wait_until(lambda: instance.rows(STATES) == [("sent", PEOPLE)], 60, f"not all sent: {said}")
        received = Counter(mail["To"] for mail in sink.mails)
        lost, doubled = PEOPLE - len(received), len(sink.mails) - len(received)
        hit = {"kills": kills.all, "busy": kills.busy, "handing_over": kills.handing_over}
        times = {"seconds": round(seconds), "a_kill_every_s": round(killing / kills.all, 1)}
        came = {"people": PEOPLE, "workers": CONCURRENCY, "uncertain": uncertain, "lost": lost, "doubled": doubled}
        record_property("digest_run", hit | times | came | {"reconciled": said.splitlines()[:1]})
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
def test_what_a_killed_worker_had_claimed_is_sent_by_another_only_where_a_lease_ends(
    careless: bool, tmp_path: Path
) -> None:
    """The control: there the mails that it held are lost."""
    people = 20
    surroundings = {"MAIL_LEASE": "3"} | ({"CARELESS": "keeps-claims"} | CARELESS if careless else {})
    with running_sink() as sink, running(tmp_path, sink=sink, **surroundings) as instance:
        make_due(instance, people)
        sink.rules["example.org"] = Rule(answers_after=0.3)
        instance.start("beat", "quick", "bulk")
        wait_until(lambda: len(sink.mails) > 0, 60, "no mail")
        instance.kill("bulk")
        held = len(instance.rows(HELD))
        assert held > 1  # one was being handed over
        sink.rules.clear()
        instance.start("bulk")
        if careless:
            wait_until(lambda: len(sink.mails) >= people - held, 60, "nobody's mails still wait")
            time.sleep(10)  # more than the lease and beat's next ring
        else:
            wait_until(lambda: is_over(instance, people), 60, "digests still open")

        assert len(instance.rows(HELD)) == (held - 1 if careless else 0)


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
