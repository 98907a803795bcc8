"""Mail that cannot be delivered is given up after four days, all that goes to a dead domain at once."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.mail import claims, domains, giving_up, outbox
from apps.mail.delivery import Outcome
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.outbox import deliver
from apps.mail.runs import Run
from tests.mail.conftest import make_mail
from tests.sink import Sink

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_mails(count: int, domain: str = "dead.example") -> list[OutboxMail]:
    return [make_mail(f"{domain} {number}", address=f"a{number}@{domain}") for number in range(count)]


def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "hand_over", lambda message, line: (Outcome.UNANSWERED, "SMTPServerDisconnected"))


def trying_until(end: datetime, at: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime | None:
    """Looks every half an hour, as a worker with nothing else to do; when nothing waited any more."""
    while at < end:
        at += timedelta(minutes=30)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        if found := claims.claim_try("quick", at=at, idle=True):
            outbox.send(found, Run(None, known=False), at=at)
        if not OutboxMail.objects.filter(state="queued", domain="dead.example").exists():
            return at
    return None


def states() -> set[tuple[str, str]]:
    return set(OutboxMail.objects.values_list("state", "reason"))


def test_a_dead_domain_is_given_up_after_four_days(at: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_up, "AT_ONCE", 20)
    make_mails(50)
    fresh = make_mail("fresh", address="a@dead.example")
    OutboxMail.objects.filter(pk=fresh.pk).update(due_at=at + 3 * DAY)
    fine = make_mails(1, "fine.example")
    nobody_answers(monkeypatch)
    domains.fail("dead.example", reason="silent", at=at)

    assert trying_until(at + 4 * DAY - timedelta(hours=1), at, monkeypatch) is None
    assert OutboxMail.objects.filter(state="queued").count() == 52
    trying_until(at + 4 * DAY + timedelta(hours=2), at + 4 * DAY, monkeypatch)

    waiting = OutboxMail.objects.filter(state="queued").order_by("pk")
    assert list(waiting) == [fresh, *fine]
    gone = OutboxMail.objects.filter(state="bounced")
    assert gone.filter(settled_at__gte=at + 4 * DAY, leased_until=None).count() == 50
    # The one that was tried last says what came of that.
    assert gone.filter(reason=giving_up.NO_ANSWER).count() >= 49
    end = trying_until(at + 9 * DAY, at + 4 * DAY + timedelta(hours=2), monkeypatch)
    assert end is not None
    assert at + 7 * DAY <= end <= at + 7 * DAY + timedelta(hours=2)


def test_a_domain_that_was_hardly_tried_is_not_given_up(
    at: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own server was away for a week."""
    make_mails(3)
    domains.fail("dead.example", reason="silent", at=at)
    nobody_answers(monkeypatch)

    trying_until(at + 7 * DAY + timedelta(minutes=30), at + 7 * DAY, monkeypatch)

    assert {state for state, _ in states()} == {"queued"}
    assert TroubledDomain.objects.get().failures == 2


def test_a_slow_domain_that_stops_answering_has_four_days_from_then(at: datetime) -> None:
    domains.slow_down("slow.example", took=timedelta(seconds=1), at=at)
    for _ in range(20):
        domains.fail("slow.example", reason="silent", at=at + 9 * DAY)
    make_mails(1, "slow.example")

    assert giving_up.give_up_on("slow.example", at=at + 9 * DAY) == 0
    assert giving_up.give_up_on("slow.example", at=at + 13 * DAY) == 1


def test_a_mail_is_given_up_four_days_after_it_was_first_due(sink: Sink, at: datetime) -> None:
    sink.answer = "451 Try again"
    mail, moment = make_mail(), at
    while mail.state == "queued":
        last, moment = moment, mail.due_at
        deliver(mail.pk, at=moment)
        mail.refresh_from_db()
        assert mail.first_due_at in (None, at)

    assert last < at + 4 * DAY <= moment < at + 4 * DAY + timedelta(hours=1)
    assert (mail.state, mail.reason, mail.settled_at) == ("bounced", "the server answered 451", moment)


def test_a_mail_that_was_late_to_begin_with_is_tried_all_the_same(sink: Sink, at: datetime) -> None:
    """Our own server was away for a week, and theirs puts off the first tries."""
    sink.answer = "451 Greylisted"
    mail, moment = make_mail(), at + 7 * DAY
    for _ in range(giving_up.FEWEST_TRIES - 1):
        deliver(mail.pk, at=moment)
        mail.refresh_from_db()
        assert mail.state == "queued"
        moment = mail.due_at

    deliver(mail.pk, at=moment)

    mail.refresh_from_db()
    assert mail.state == "bounced"


def test_a_mail_that_cannot_be_written_is_given_up_after_four_days(at: datetime) -> None:
    mail = make_mail()
    OutboxMail.objects.filter(pk=mail.pk).update(payload={}, attempts=giving_up.FEWEST_TRIES)
    states = []
    for days in (0, 1, 4):
        deliver(mail.pk, at=at + days * DAY)
        mail.refresh_from_db()
        states.append(mail.state)

    assert (states, mail.reason) == (["queued", "queued", "dropped"], "could not be written: KeyError")
