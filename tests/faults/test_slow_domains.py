"""Domains that are slow, put off, drop the line or refuse: what becomes of each mail is right, and nobody else's
waits."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.test_digest_run import CARELESS, make_log
from tests.faults.test_killed_worker import wait_until
from tests.instance import Instance, running
from tests.sink import Rule, Sink, running_sink

pytestmark = pytest.mark.faults
SOAK = bool(os.environ.get("SOAK"))
ROUNDS = 60 if SOAK else 5  # of one mail to each domain in trouble and several to those where all is well
SLOW = 1.0  # seconds
FINE = [f"fine{number}.example" for number in range(6)]
DOMAINS = ["grey.example", "slow.example", "drops.example", "refuses.example", *FINE]
STATES = """
SELECT substr(address, position('@' IN address) + 1), state, count(*), max(attempts) FROM mail_outboxmail
WHERE purpose = 'digest' GROUP BY 1, 2 ORDER BY 1, 2
"""
# It is a minute later: who waits for a second try, and a domain that rests, need wait no longer.
LATER = """
from datetime import timedelta
from django.utils import timezone
from apps.mail.models import OutboxMail, TroubledDomain
OutboxMail.objects.filter(state="queued").update(due_at=timezone.now())
TroubledDomain.objects.update(rests_until=timezone.now())
"""


def rules(sink: Sink) -> None:
    sink.rules |= {
        "grey.example": Rule(first="450 4.7.1 Greylisted, try again"),
        "slow.example": Rule(seconds=SLOW),
        "drops.example": Rule(drops="data"),
        "refuses.example": Rule(rcpt="550 5.1.1 Nobody of that name"),
    }


def states(instance: Instance) -> dict[tuple[str, str], tuple[int, int]]:
    """By domain and state: how many, and the most attempts at one of them."""
    sql = STATES if instance.server else STATES.replace("position('@' IN address)", "instr(address, '@')")
    return {(domain, state): (mails, attempts) for domain, state, mails, attempts in instance.rows(sql)}


def are_sent(instance: Instance, *names: str) -> bool:
    found = states(instance)
    return all(found.get((name, "sent"), (0, 0))[0] == ROUNDS for name in names)


def slow_ones_before_the_last_fine(sink: Sink) -> int:
    order = [address.partition("@")[2] for _, address in sink.times]
    last = max(place for place, name in enumerate(order) if name in FINE)
    return order[:last].count("slow.example")


def seconds_to_the_last_fine(sink: Sink) -> float:
    fine = [moment for moment, address in sink.times if address.partition("@")[2] in FINE]
    return max(fine) - min(moment for moment, _ in sink.times)


@pytest.mark.parametrize("careless", [False, True])
def test_no_other_domains_mail_waits_behind_one_in_trouble(
    careless: bool, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The control: where no domain rests, the others wait for the slow one, and a line that drops costs every mail."""
    surroundings = {"CARELESS": "knows-no-trouble"} | CARELESS if careless else {}
    with running_sink() as sink, running(tmp_path, sink=sink, **surroundings) as instance:
        people = ROUNDS * len(DOMAINS)
        instance.python(f"from tests.faults.scenes import digests_due; digests_due({people}, domains={DOMAINS})")
        rules(sink)
        instance.start("beat", "quick", "bulk")
        wait_until(lambda: are_sent(instance, *FINE), 60 + ROUNDS, "mails where all is well still wait")

        before = slow_ones_before_the_last_fine(sink)
        record_property("slow_before_fine", {"careless": careless, "slow": before, "of": ROUNDS})
        if careless:
            assert before >= ROUNDS - 1
            wait_until(lambda: states(instance)["drops.example", "uncertain"] == (ROUNDS, 1), 60, "not all uncertain")
            return
        # A quarter of each turn, and one over it; more of them fit where writing the others takes long.
        assert before * SLOW <= 2 + 0.4 * seconds_to_the_last_fine(sink)
        wait_until(lambda: are_sent(instance, "slow.example"), 60 + 6 * ROUNDS, "slow mails still wait")
        found = states(instance)
        assert found["drops.example", "uncertain"] == (1, 1)
        assert found["drops.example", "queued"][0] == ROUNDS - 1
        assert found["refuses.example", "bounced"] == (ROUNDS, 1)
        assert found["grey.example", "queued"] == (ROUNDS, 1)

        del sink.rules["drops.example"]
        instance.python(LATER)
        wait_until(lambda: are_sent(instance, "grey.example"), 60, "what was put off still waits")
        said = instance.manage("outbox", "--reconcile", make_log(sink, tmp_path), "--not-in-log", "resend")
        wait_until(lambda: are_sent(instance, "drops.example"), 60, f"what was dropped still waits: {said}")

        assert states(instance)["grey.example", "sent"] == (ROUNDS, 2)
        assert max(Counter(mail["To"] for mail in sink.mails).values()) == 1
        assert len(sink.mails) == people - ROUNDS
