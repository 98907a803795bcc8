"""An address that is not written to: what still goes there, and what starts it again."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.mail import composers, pausing
from apps.mail.composers import Composed
from apps.mail.deciding import NotAgain, retry
from apps.mail.models import OutboxMail, PausedAddress
from apps.mail.outbox import deliver
from apps.mail.pausing import Why, pause, pauses_of, try_again
from apps.mail.tasks import deliver_batch, forget_mails
from tests.mail.conftest import make_mail
from tests.mail.pauses import is_paused
from tests.sink import Sink

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def code(_composers: None) -> None:
    composers.register("code", lambda mail, at: Composed("A code", "123456"), asked_for=True)


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize("why", Why)
def test_nothing_goes_to_a_paused_address_but_what_its_reader_waits_for(why: Why, sink: Sink, at: datetime) -> None:
    pause(ANA, why, happened_at=at)
    mails = [make_mail("1"), make_mail("2", purpose="code"), make_mail("3", address="bob@example.org")]

    for mail in mails:
        deliver(mail.pk, at=at)

    assert [OutboxMail.objects.get(pk=mail.pk).state for mail in mails] == ["dropped", "sent", "sent"]
    assert [to for _, to in sink.envelopes] == [ANA, "bob@example.org"]


def test_in_a_batch_as_well(sink: Sink, at: datetime) -> None:
    pause(ANA, Why.BOUNCED, happened_at=at)
    make_mail("1")

    deliver_batch(OutboxMail.Lane.QUICK)

    assert (sink.mails, OutboxMail.objects.get().state) == ([], "dropped")


def test_of_many_mails_it_is_asked_in_one_query(at: datetime) -> None:
    pause(ANA, Why.BOUNCED, happened_at=at)
    mails = [make_mail(str(number), address=f"p{number}@example.org") for number in range(20)]
    mails += [make_mail("a", address=ANA), make_mail("b", address="Ana@example.org")]

    with CaptureQueriesContext(connection) as queries:
        silent = pausing.silent_among(mails)

    assert (silent, len(queries)) == ({mail.pk for mail in mails[-2:]}, 1)


def test_an_address_is_the_same_in_any_case_of_letters_and_stands_nowhere(at: datetime) -> None:
    pause(" Ana@Example.org ", Why.BOUNCED, happened_at=at)

    assert is_paused(ANA)
    assert list(pauses_of([ANA, "bob@example.org"])) == [ANA]
    assert "ana" not in str(PausedAddress.objects.values().get())


def test_tried_again_it_is_written_to_until_something_newer_is_told(at: datetime) -> None:
    pause(ANA, Why.BOUNCED, happened_at=at)
    pause(ANA, Why.REPORTED, happened_at=at)

    assert [try_again(ANA, at=at + HOUR), try_again(ANA, at=at + 2 * HOUR)] == [True, False]
    assert not is_paused(ANA)
    assert [pause(ANA, why, happened_at=at + HOUR) for why in Why] == [False, False]
    assert pause(ANA, Why.REPORTED, happened_at=at + HOUR + timedelta(seconds=1))


def test_whoever_was_never_paused_is_not_noted(at: datetime) -> None:
    assert not try_again(ANA, at=at)
    assert not PausedAddress.objects.exists()


@pytest.mark.parametrize("hours", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 2, 1)])
def test_the_earliest_counts_in_whatever_order_they_are_told(hours: tuple[int, ...], at: datetime) -> None:
    for hour in hours:
        pause(ANA, Why.BOUNCED, happened_at=at + hour * HOUR)

    assert PausedAddress.objects.get().bounced_at == at + HOUR


def test_a_row_says_why() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PausedAddress.objects.create(address_hash="x")


def test_that_it_was_tried_again_is_forgotten_when_nothing_older_can_be_told() -> None:
    now = timezone.now()
    for name, days in [("old", 31), ("new", 29), ("again", 31)]:
        pause(f"{name}@example.org", Why.BOUNCED, happened_at=now - 40 * DAY)
        try_again(f"{name}@example.org", at=now - days * DAY)
    pause("again@example.org", Why.BOUNCED, happened_at=now)

    for _ in range(2):
        forget_mails()

    assert PausedAddress.objects.count() == 2
    assert is_paused("again@example.org")


def run(name: str, *words: str) -> list[str]:
    out = StringIO()
    call_command(name, *words, stdout=out)
    return out.getvalue().splitlines()


def test_outbox_tells_how_many_and_of_fewer_than_five_no_number(at: datetime) -> None:
    for number in range(7):
        pause(f"p{number}@example.org", Why.BOUNCED, happened_at=at)
    for number in range(2):
        pause(f"p{number}@example.org", Why.REPORTED, happened_at=at)

    assert run("outbox") == [
        "not written to: 5 addresses (mail came back)",
        "not written to: fewer than 5 addresses (a mail was reported as unwanted)",
    ]


def test_an_operator_starts_single_addresses_again(at: datetime) -> None:
    pause(ANA, Why.REPORTED, happened_at=at)

    lines = run("write_again", ANA, "bob@example.org")

    assert lines == [f"{ANA}: written to again", "bob@example.org: it was not paused"]
    assert not is_paused(ANA)


def test_an_operator_starts_all_again_that_mail_came_back_from_since_then() -> None:
    before, then = datetime.fromisoformat("2026-05-03T08:59Z"), datetime.fromisoformat("2026-05-03T09:00Z")
    pause("before@example.org", Why.BOUNCED, happened_at=before)
    for number in range(5):
        pause(f"p{number}@example.org", Why.BOUNCED, happened_at=then)
    pause("reported@example.org", Why.BOUNCED, happened_at=then)
    pause("reported@example.org", Why.REPORTED, happened_at=then)

    assert run("write_again", "--since", "2026-05-03T09:00") == ["written to again: 5"]
    assert [is_paused(f"{name}@example.org") for name in ("before", "p0", "reported")] == [True, False, True]


@pytest.mark.parametrize("words", [(), ("--since", "yesterday")])
def test_what_it_does_not_understand_changes_nothing(words: tuple[str, ...], at: datetime) -> None:
    pause(ANA, Why.BOUNCED, happened_at=at)

    with pytest.raises(CommandError):
        run("write_again", *words)

    assert is_paused(ANA)


def test_a_bounce_ends_by_itself_after_three_months_and_a_complaint_does_not() -> None:
    now = timezone.now()
    for name, days in [("young", 89), ("old", 91), ("reported", 91)]:
        pause(f"{name}@example.org", Why.BOUNCED, happened_at=now - days * DAY)
    pause("reported@example.org", Why.REPORTED, happened_at=now - 91 * DAY)

    for _ in range(2):
        forget_mails()

    assert [is_paused(f"{name}@example.org") for name in ("young", "old", "reported")] == [True, False, True]
    # Told late, it is over; told anew, it is not.
    assert [pause("old@example.org", Why.BOUNCED, happened_at=now - days * DAY) for days in (91, -1)] == [False, True]


def test_an_operator_is_told_why_a_mail_would_not_leave_again(at: datetime) -> None:
    mail = make_mail()
    OutboxMail.objects.update(state="bounced", settled_at=at)
    pause(ANA, Why.BOUNCED, happened_at=at)
    with pytest.raises(NotAgain, match=r"manage\.py write_again"):
        retry(mail.pk, at=at)

    try_again(ANA, at=at)

    assert retry(mail.pk, at=at).state == "queued"


def test_with_the_account_it_is_forgotten(at: datetime) -> None:
    pause("bounced@example.org", Why.BOUNCED, happened_at=at)
    pause("reported@example.org", Why.REPORTED, happened_at=at)
    addresses = ["bounced@example.org", "reported@example.org", "neither@example.org"]

    pausing.forget(addresses)

    assert not PausedAddress.objects.exists()
