"""How much of a worker's time domains in trouble get."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.mail import batches, domains, outbox, runs, shares, tasks
from apps.mail.delivery import Outcome
from apps.mail.models import OutboxMail
from tests.mail.test_domains import mails_to, states

pytestmark = pytest.mark.django_db
QUICK = OutboxMail.Lane.QUICK


class Clock:
    """Instead of the module `time`: it goes on by what mails take, a second each, and thirty where nobody answers."""

    now, spent = 0.0, 0.0

    def monotonic(self) -> float:
        return self.now

    def send(self, mail: OutboxMail, run: runs.Run, *, at: datetime, **beside: object) -> None:
        seconds = 30.0 if mail.domain.startswith("dead") else 1.0
        self.now += seconds
        self.spent += seconds if seconds > 1.0 else 0.0
        mail.move_to("attempting")
        outcome = Outcome.UNKNOWN if seconds > 1.0 else Outcome.ACCEPTED
        run.learn(mail, outcome, took=timedelta(seconds=0), at=timezone.now())


@pytest.mark.parametrize("forgets", [False, True])
def test_domains_that_hang_get_a_quarter_of_the_time_while_others_wait(
    forgets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where a turn of ten seconds does not know what the last one took, they get most of it."""
    clock = Clock()
    for module in (batches, shares):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(outbox, "send", clock.send)
    mails_to(*[f"dead{number}.example" for number in range(12)], *["fine.example"] * 200)
    for number in range(12):
        domains.fail(f"dead{number}.example", reason="silent", at=timezone.now() - timedelta(hours=2))

    while OutboxMail.objects.filter(state="queued", domain="fine.example").exists():
        if forgets:
            monkeypatch.setattr(shares, "_free_at", 0.0)
        batches.go_on(runs.Run(None), QUICK, most=tasks.BATCH, seconds=tasks.SECONDS)

    assert (clock.spent, clock.now) == ((360.0, 560.0) if forgets else (90.0, 290.0))


def test_looking_for_a_domain_in_trouble_counts(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    for module in (batches, shares):
        monkeypatch.setattr(module, "time", clock)

    def look_for_long(*_: object, **__: object) -> None:
        clock.now += 2.0

    monkeypatch.setattr(batches, "claim_try", look_for_long)

    batches.go_on(runs.Run(None), QUICK, most=10, seconds=10)
    assert not shares.is_free()
    clock.now += 6.0

    assert shares.is_free()


def test_where_nobody_else_waits_one_that_hangs_is_tried_for_a_quarter_of_the_time_and_a_slow_one_at_once(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever needs a code meanwhile would wait for it."""
    dead, slow = mails_to("dead.example", "slow.example")
    domains.fail("dead.example", reason="silent", at=at - timedelta(hours=2))
    domains.slow_down("slow.example", took=timedelta(hours=1), at=at)
    shares.pay(1.0)

    batches.go_on(runs.Run(None), QUICK, most=10, seconds=10)
    assert states() == ["queued", "kept"]
    monkeypatch.setattr(shares, "_free_at", 0.0)
    batches.go_on(runs.Run(None), QUICK, most=10, seconds=10)

    assert (states(), dead.domain, slow.domain) == (["kept"] * 2, "dead.example", "slow.example")
