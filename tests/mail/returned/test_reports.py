"""What each machine's report does to the address that it is about."""

import re
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from apps.mail.inbound.addresses import reply_address
from apps.mail.inbound.taking import receive
from apps.mail.models import OutboxMail, PausedAddress
from apps.mail.pausing import pauses_of, try_again
from apps.mail.returned import taking
from apps.mail.returned.addresses import return_address
from tests.mail.pauses import is_paused
from tests.mail.returned.conftest import was_sent
from tests.mail.returned.shapes import BOUNCES, COMPLAINTS, INBOUND, NAMES, report

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told_of(mail: OutboxMail) -> set[str]:
    row = pauses_of([mail.address]).get(mail.address)
    return {name for name in ("bounced_at", "reported_at") if getattr(row, name, None)}


def test_every_report_that_tells_something_is_a_file() -> None:
    assert set(NAMES) >= BOUNCES | COMPLAINTS
    assert len(NAMES) > 40


@pytest.mark.parametrize("name", NAMES)
def test_an_address_is_paused_where_a_report_says_that_it_is_nobodys_or_that_its_reader_complained(
    name: str, sent: OutboxMail, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    receive(report(name, sent), at=at + HOUR)

    expected = {"bounced_at"} if name in BOUNCES else {"reported_at"} if name in COMPLAINTS else set()
    assert told_of(sent) == expected
    assert [record for record in caplog.records if record.exc_info] == []
    assert "elsewhere.example" not in caplog.text


@pytest.mark.parametrize("name", sorted(BOUNCES | COMPLAINTS))
def test_it_counts_for_the_moment_in_which_the_mail_left(name: str, sent: OutboxMail, at: datetime) -> None:
    receive(report(name, sent), at=at + DAY)

    row = PausedAddress.objects.get()
    assert (row.bounced_at or row.reported_at) == at


@pytest.mark.parametrize("name", sorted(BOUNCES | COMPLAINTS))
def test_a_forged_report_tells_nothing(name: str, sent: OutboxMail, at: datetime) -> None:
    right = return_address(sent)
    swapped = right[:20] + ("b" if right[20] == "a" else "a") + right[21:]
    for address in (swapped, INBOUND, right.replace("in.example.org", "in.example.com"), ""):
        raw = report(name, sent, address=address or "hello@intro.example.org")
        receive(raw, at=at + HOUR)

    assert not PausedAddress.objects.exists()


def test_a_report_is_about_its_own_mail_whatever_it_says(sent: OutboxMail, at: datetime) -> None:
    other = was_sent("2", at=at, address="bob@elsewhere.example")
    raw = report("postfix_unknown", sent).replace(b"ana@elsewhere.example", b"bob@elsewhere.example")
    raw = raw.replace(sent.name_in_logs.encode(), other.name_in_logs.encode())

    receive(raw, at=at + HOUR)

    assert (told_of(sent), told_of(other)) == ({"bounced_at"}, set())


def test_an_address_to_answer_to_is_none_to_tell_by(sent: OutboxMail, at: datetime) -> None:
    answer = reply_address("m", about=sent.pk, user_id=0, until=at + DAY)

    receive(report("postfix_unknown", sent, address=answer), at=at + HOUR)

    assert told_of(sent) == set()


@pytest.mark.parametrize(("days", "paused"), [(29, True), (32, False)])
def test_the_address_ends_with_the_memory_of_its_mail(days: int, paused: bool, sent: OutboxMail, at: datetime) -> None:
    receive(report("yahoo_arf", sent), at=at + days * DAY)

    assert is_paused(sent.address) == paused


def test_of_a_mail_that_is_forgotten_nothing_is_told(sent: OutboxMail, at: datetime) -> None:
    raw = report("postfix_unknown", sent)
    sent.delete()

    receive(raw, at=at + HOUR)

    assert not PausedAddress.objects.exists()


def test_a_report_that_comes_again_does_not_undo_another_try(sent: OutboxMail, at: datetime) -> None:
    raw = report("postfix_unknown", sent)
    for minutes in (1, 2, 3):
        receive(raw, at=at + timedelta(minutes=minutes))
    assert PausedAddress.objects.count() == 1
    try_again(sent.address, at=at + HOUR)

    receive(raw, at=at + DAY)
    assert not is_paused(sent.address)

    later = was_sent("2", at=at + DAY)
    receive(report("postfix_unknown", later), at=at + DAY + HOUR)
    assert is_paused(sent.address)


@pytest.mark.parametrize("order", [("postfix_unknown", "yahoo_arf"), ("yahoo_arf", "postfix_unknown")])
def test_the_order_of_two_reports_makes_no_difference(order: tuple[str, str], sent: OutboxMail, at: datetime) -> None:
    later = was_sent("2", at=at + HOUR)
    mails = {"postfix_unknown": later, "yahoo_arf": sent}

    for name in order:
        receive(report(name, mails[name]), at=at + DAY)

    row = PausedAddress.objects.get()
    assert (row.bounced_at, row.reported_at, row.tried_again_at) == (at + HOUR, at, None)


def test_where_mail_does_not_come_back_it_has_no_such_address(
    sent: OutboxMail, settings: Settings, at: datetime
) -> None:
    raw = report("postfix_unknown", sent)
    settings.INBOUND_RETURNS = False

    assert return_address(sent) == ""
    # What left before is still known.
    receive(raw, at=at + HOUR)
    assert is_paused(sent.address)


@pytest.mark.parametrize("name", ["postfix_unknown", "yahoo_arf"])
def test_a_report_is_cut_off_where_nobody_reads_any_more(name: str, sent: OutboxMail, at: datetime) -> None:
    """The first 250 kB tell; what comes after costs nothing, however it is made."""
    raw, noise = report(name, sent), (b"x" * 98 + b"\r\n") * 5_000
    head, _, body = raw.partition(b"\r\n\r\n")

    receive(head + b"\r\n\r\n" + noise + body, at=at + HOUR)
    assert not is_paused(sent.address)

    receive(raw + noise, at=at + HOUR)
    assert is_paused(sent.address)


def test_no_report_without_a_signed_address_is_read_below_its_head(
    sent: OutboxMail, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []

    def reading(raw: bytes) -> None:
        read.append(raw)

    monkeypatch.setattr(taking, "read_report", reading)
    receive(report("postfix_unknown", sent, address=f"reply+{'a' * 48}@in.example.org"), at=at + HOUR)
    assert read == []

    ours = report("postfix_unknown", sent)
    receive(ours, at=at + HOUR)
    assert read == [ours]


def test_what_stands_before_the_at_fits_an_envelope(sent: OutboxMail) -> None:
    assert re.fullmatch(r"reply\+[a-z2-7]{48}@in\.example\.org", return_address(sent))
