"""What a calendar says of a series beside its instances: whose it is, how new that is, and whether it stands there
whole."""

from datetime import UTC, datetime

import pytest

from apps.meetings.reading.apart import read_apart
from apps.meetings.reading.calendars import read_calendar
from apps.meetings.reading.events import Found, Series
from tests.meetings.scenes import calendar

AT = datetime(2026, 12, 1, 8, tzinfo=UTC)
ORGANIZER = 'ORGANIZER;CN="Carol":mailto:Carol@Work.example'
WEEKLY = ("DTSTART:20261208T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2", ORGANIZER, "SEQUENCE:3")


def read(raw: bytes) -> Found:
    return read_calendar(raw, zone="Europe/Berlin", at=AT)


def test_a_series_is_its_organizers_at_a_version() -> None:
    found = read(calendar(*WEEKLY))

    assert [(one.uid, one.organizer, one.version, one.cut) for one in found.events] == [
        ("a", "carol@work.example", 3, False)
    ] * 2
    assert found.series == (Series("a", "carol@work.example", 3, cancelled=False),)
    assert read_apart(calendar(*WEEKLY), zone="Europe/Berlin", at=AT) == found


@pytest.mark.parametrize(
    ("lines", "method"),
    [
        ((*WEEKLY, "RECURRENCE-ID:20261208T100000Z"), ""),  # one of it alone
        (WEEKLY, "ADD"),
        (WEEKLY, "REPLY"),
        (("DTSTART:20261201T000000Z", "RRULE:FREQ=SECONDLY"), ""),  # more than is read
        (("DTSTART:never",), ""),
    ],
)
def test_what_is_not_whole(lines: tuple[str, ...], method: str) -> None:
    other = calendar("DTSTART:20261209T100000Z", uid="b").replace(b"END:VCALENDAR\r\n", b"")
    raw = other + calendar(*lines).removeprefix(b"BEGIN:VCALENDAR\r\n")
    if method:
        raw = raw.replace(b"BEGIN:VCALENDAR", f"BEGIN:VCALENDAR\r\nMETHOD:{method}".encode(), 1)

    assert [one.uid for one in read(raw).series] == ([] if method else ["b"])


@pytest.mark.parametrize(("lines", "method"), [(("STATUS:CANCELLED",), ""), ((), "CANCEL")])
def test_a_series_is_cancelled_also_by_its_first_that_was_long_ago(lines: tuple[str, ...], method: str) -> None:
    found = read(calendar("DTSTART:20200101T100000Z", ORGANIZER, *lines, method=method))

    assert found.events == ()
    assert found.series == (Series("a", "carol@work.example", 0, cancelled=True),)
