"""What the process that answers does with a file which the reader took within its bounds: it has none of its own."""

import time
from collections.abc import Callable
from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.meetings.models import Meeting
from apps.meetings.reading.calendars import LARGEST, read_calendar
from apps.meetings.reading.events import Found
from apps.meetings.services.keeping import keep
from apps.profiles.models import User

pytestmark = pytest.mark.django_db
SECONDS = 2


def calendar(*events: list[str]) -> bytes:
    lines = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    return "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]).encode()


def long_series(at: datetime, seen: str) -> bytes:
    """Ten of fifty times, with two hundred people each who have the longest names."""

    def one(n: int) -> list[str]:
        people = [f"ATTENDEE;CN={'ÄbÇd Ø' * 27} {n}x{m}:mailto:{'a' * 50}{n}.{m}@x.ex" for m in range(199)]
        when = [f"DTSTART:{at:%Y%m%dT%H%M}{n:02}Z", "RRULE:FREQ=DAILY;COUNT=50", f"ATTENDEE:mailto:{seen}"]
        return [f"UID:{n}", "SUMMARY:" + "Änother " * 24, *when, *people]

    return calendar(*map(one, range(10)))


def many_short_names(at: datetime, seen: str) -> bytes:
    """As many different titles as are read, each with names of many words."""

    def one(n: int) -> list[str]:
        names = [f"ATTENDEE;CN={' '.join(f'{n + m:x}{w:x}q' for w in range(40))}:mailto:{n}.{m}@x.ex" for m in range(6)]
        title = f"SUMMARY:{n} " + " ".join(f"{n:x}{w:x}q" for w in range(40))
        return [f"UID:{n}", f"DTSTART:{at:%Y%m%dT%H%M%S}Z", title, f"ATTENDEE:mailto:{seen}", *names]

    return calendar(*map(one, range(500)))


def names_without_spaces(at: datetime, seen: str) -> bytes:
    def one(n: int) -> list[str]:
        name = " ".join(chr(0x4E00 + n + word) * 2 for word in range(60))
        names = [f"ATTENDEE;CN={name}:mailto:{n}.{m}@x.ex" for m in range(2)]
        title = f"SUMMARY:{n} " + " ".join(chr(0x4E00 + n + w) * 3 for w in range(50))
        return [f"UID:{n}", f"DTSTART:{at:%Y%m%dT%H%M%S}Z", title, f"ATTENDEE:mailto:{seen}", *names]

    return calendar(*map(one, range(500)))


@pytest.mark.parametrize("made", [long_series, many_short_names, names_without_spaces])
def test_a_file_that_could_be_read_is_kept_in_a_moment(
    made: Callable[[datetime, str], bytes], mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    raw = made(at, justin.email)
    found: Found = read_calendar(raw, zone="UTC", at=at)
    began = time.process_time()

    kept = keep(mina, found.events, source=Meeting.Source.FILE, at=at)

    took = time.process_time() - began
    assert len(raw) <= LARGEST
    assert len(kept.meetings) == 500
    assert took < SECONDS
