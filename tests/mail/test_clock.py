"""The clock was ahead, and is set back: what was written meanwhile silences nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.mail import clock, domains
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.tasks import deliver_quick
from tests.mail.conftest import make_mail
from tests.sink import Sink

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.mark.parametrize("name", ["example.org", domains.LINE])
@pytest.mark.parametrize("ahead", [timedelta(hours=2), YEAR])
def test_what_did_not_answer_while_it_was_ahead_is_tried_now(name: str, ahead: timedelta, sink: Sink) -> None:
    make_mail()
    domains.fail(name, reason="silent", at=timezone.now() + ahead)

    deliver_quick()

    assert (len(sink.mails), TroubledDomain.objects.exists()) == (1, False)


@pytest.mark.parametrize("name", ["example.org", domains.LINE])
def test_what_was_being_tried_while_it_was_ahead_is_free(name: str, sink: Sink) -> None:
    make_mail()
    now = timezone.now()
    domains.fail(name, reason="silent", at=now - timedelta(hours=2))
    domains.take(name, at=now + YEAR)

    deliver_quick()

    assert len(sink.mails) == 1


def test_a_mail_put_off_while_it_was_ahead_is_due_now(sink: Sink) -> None:
    """And has four days from now on."""
    mail, now = make_mail(), timezone.now()
    OutboxMail.objects.update(due_at=now + YEAR, first_due_at=now + YEAR, attempts=1)
    sink.answer = "451 Try again"

    deliver_quick()

    mail.refresh_from_db()
    assert mail.attempts == 2
    assert mail.first_due_at is not None
    assert mail.first_due_at <= mail.due_at <= timezone.now() + timedelta(hours=1)


def test_what_rests_waits_or_is_held_by_the_right_clock_stays(sink: Sink) -> None:
    """Nor does a mail leave that is meant for another day."""
    now = timezone.now()
    later, put_off = make_mail("1"), make_mail("2")
    OutboxMail.objects.filter(pk=later.pk).update(due_at=now + YEAR)
    OutboxMail.objects.filter(pk=put_off.pk).update(due_at=now + timedelta(hours=1), first_due_at=now)
    for name in ("one.example", domains.LINE):
        for _ in range(20):
            domains.fail(name, reason="silent", at=now)
        domains.take(name, at=now)

    assert clock.free_ahead(at=now) == 0

    assert sorted(OutboxMail.objects.values_list("due_at", flat=True)) == [now + timedelta(hours=1), now + YEAR]
    assert TroubledDomain.objects.filter(rests_until__gt=now, leased_until__gt=now).count() == 2
