"""The broker is emptied and restarted and the database restarted again and again under a run of digests: it goes on
soon each time, and every digest arrives once."""

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from apps.mail.tasks import SECONDS
from tests.faults import servers
from tests.faults.test_digest_run import CARELESS, DIGESTS, is_over, make_due, make_log
from tests.faults.test_killed_worker import STATES, wait_until
from tests.instance import Instance, running
from tests.sink import Sink, running_sink

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="about PostgreSQL and Redis"),
]
SOAK = bool(os.environ.get("SOAK"))
TIMES = 10 if SOAK else 1  # of each kind
PEOPLE, FEW = (3000 if SOAK else 240), 160
# Seconds after which mails leave again.
BROKER, DATABASE = 90, 15
WORKERS = 2
RESTARTED = "database_restarted"
# Seconds a mail takes, and while we wait for a turn to end: not so many that the domain is called slow.
QUICKLY, SLOWLY = 0.02, 0.35
QUIET = 3.0  # seconds without a mail, after which nobody holds any

# Does it, and says since when nothing keeps mails from leaving.
Interrupt = Callable[[], float]


class Run:
    """Of so many digests."""

    def __init__(self, instance: Instance, sink: Sink, people: int) -> None:
        self.instance, self.sink, self.people = instance, sink, people
        self.waits = defaultdict[str, list[float]](list)
        make_due(instance, people)
        sink.delay = QUICKLY
        instance.start("beat", "quick", "bulk")
        wait_until(lambda: instance.rows(DIGESTS) == [(people,)], 60, "not all are queued")
        self.go_on(10)

    def go_on(self, mails: int) -> None:
        goal = len(self.sink.mails) + mails
        wait_until(lambda: len(self.sink.mails) >= goal, 120, f"fewer than {goal} mails")

    def interrupted(self, how: str, interrupt: Interrupt, *, within: float) -> None:
        since = interrupt()
        assert not is_over(self.instance, self.people), "nothing was left to go on with"
        now = time.monotonic()
        wait_until(lambda: self.sink.times[-1][0] > now, within, f"{how}: no mail")
        moments = [since, *(moment for moment, _ in self.sink.times if moment > since)]
        # The longest of what came since then: for servers that were away the first, as nothing was in hand.
        self.waits[how].append(round(max(later - sooner for sooner, later in pairwise(moments)), 2))
        assert self.waits[how][-1] <= within
        self.go_on(10)

    def end(self, folder: Path) -> dict[str, object]:
        """Lost 0, doubled 0; what came of it."""
        wait_until(lambda: is_over(self.instance, self.people), 1800, "digests still open")
        states, mails = dict(self.instance.rows(STATES)), len(self.sink.mails)
        assert states.get("uncertain", 0) <= len(self.waits[RESTARTED]) * WORKERS
        self.instance.manage("outbox", "--reconcile", make_log(self.sink, folder), "--not-in-log", "resend")
        wait_until(lambda: self.instance.rows(STATES) == [("sent", self.people)], 60, "not all sent")

        received = Counter(mail["To"] for mail in self.sink.mails)
        found = {"lost": self.people - len(received), "doubled": len(self.sink.mails) - len(received)}
        assert found == {"lost": 0, "doubled": 0}
        assert "broken" not in self.instance.manage("verify")
        waits = {
            how: {"times": len(s), "worst_s": max(s), "median_s": round(median(s), 2)} for how, s in self.waits.items()
        }
        again = len(self.sink.mails) - mails
        return found | {"people": self.people, "states": states, "sent_by_reconciling": again, "went_on_after": waits}

    def does_not_go_on(self, interrupt: Interrupt, *, within: float) -> None:
        """Until somebody rings: nothing else was in the way."""
        interrupt()
        assert not is_over(self.instance, self.people), "nothing was left to go on with"
        before = len(self.sink.mails)
        time.sleep(within)
        assert len(self.sink.mails) == before
        self.instance.python("from apps.mail.tasks import deliver_bulk; deliver_bulk.delay()")
        self.go_on(10)


def emptied(server: servers.Redis, sink: Sink) -> float:
    """And until every turn that a worker had begun by then is over."""
    server.empty()
    since, sink.delay = time.monotonic(), SLOWLY
    time.sleep(SECONDS + 2)
    sink.delay = QUICKLY
    return since


def away(server: servers.Redis, sink: Sink) -> float:
    """Until what the workers have claimed is sent, which they do without it: then only a ring brings more."""
    server.empty()
    server.stop()
    sink.delay = SLOWLY
    wait_until(lambda: time.monotonic() > sink.times[-1][0] + QUIET, 2 * SECONDS, "mails go on without a ring")
    sink.delay = QUICKLY
    server.start()
    return time.monotonic()


def restarted(server: servers.Postgres, sink: Sink) -> float:
    """While mails are being handed over, so that what became of them cannot be written down."""
    sink.delay = SLOWLY
    time.sleep(3 * SLOWLY)
    server.stop()
    time.sleep(1)
    sink.delay = QUICKLY
    server.start()
    return time.monotonic()


@contextmanager
def own_servers(folder: Path, sink: Sink, **more: str) -> Iterator[tuple[Instance, servers.Redis, servers.Postgres]]:
    (folder / "redis").mkdir()
    with servers.redis(folder / "redis") as broker, servers.postgres() as database:
        own = {"REDIS_URL": broker.url, "REDIS_PREFIX": "mine:", "DATABASE_URL": database.url}
        pace = {"MAIL_LEASE": "4", "BULK_WORKERS": str(WORKERS)}
        with running(folder, sink=sink, **own, **pace, **more) as instance:
            yield instance, broker, database


def test_digests_go_on_when_broker_and_database_are_emptied_and_restarted(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with running_sink() as sink, own_servers(tmp_path, sink) as (instance, broker, database):
        run = Run(instance, sink, PEOPLE)
        for _ in range(TIMES):
            run.interrupted("broker_emptied", lambda: emptied(broker, sink), within=BROKER)
            run.interrupted("broker_emptied_and_restarted", lambda: away(broker, sink), within=BROKER)
            run.interrupted(RESTARTED, lambda: restarted(database, sink), within=DATABASE)
        record_property("draining", run.end(tmp_path))


def test_digests_do_not_go_on_where_beat_rings_for_no_mail(tmp_path: Path) -> None:
    """The control."""
    switch = {"CARELESS": "beat-rings-for-no-mail"} | CARELESS
    with running_sink() as sink, own_servers(tmp_path, sink, **switch) as (instance, broker, database):
        run = Run(instance, sink, FEW)
        run.does_not_go_on(lambda: away(broker, sink), within=BROKER if SOAK else DATABASE)
        run.does_not_go_on(lambda: restarted(database, sink), within=DATABASE)
