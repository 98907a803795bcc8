"""What is read of calendars in the dialects of those who write them, exactly."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.meetings.reading.apart import read_apart
from apps.meetings.reading.calendars import read_calendar
from apps.meetings.reading.events import Unreadable, Why
from tests.meetings.reading.telling import CALENDARS, expected, told

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def calendar(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{body}END:VCALENDAR\n".encode()


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: path.stem)
def test_calendars_say_what_their_writers_meant(path: Path) -> None:
    at, zone, found = expected(path)

    assert told(read_calendar(path.read_bytes(), zone=zone, at=at)) == found


def test_there_are_enough_dialects() -> None:
    assert len(CALENDARS) >= 40


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: path.stem)
def test_no_calendar_speaks_differently_in_another_order(path: Path) -> None:
    at, zone, found = expected(path)
    head, *events = path.read_bytes().replace(b"\r\r\n", b"\r\n").split(b"BEGIN:VEVENT")
    tails = [event.partition(b"END:VEVENT")[0] for event in events if b"END:VEVENT" in event]
    random.Random(0).shuffle(tails)
    mixed = b"".join(b"BEGIN:VEVENT" + tail + b"END:VEVENT\r\n" for tail in tails)

    if len(tails) > 1 and path.stem != "outlook-two-byte-letters":
        assert told(read_calendar(head + mixed + b"END:VCALENDAR", zone=zone, at=at)) == found


def test_apart_the_same_is_read() -> None:
    path = next(path for path in CALENDARS if path.stem == "outlook-moved-and-left-out")
    at, zone, found = expected(path)

    assert told(read_apart(path.read_bytes(), zone=zone, at=at)) == found


def test_a_series_keeps_its_keys_when_it_is_read_a_week_later() -> None:
    path = next(path for path in CALENDARS if path.stem == "google-moved-instance")
    now, later = (
        read_calendar(path.read_bytes(), zone=zone, at=at)
        for zone, at in (("Europe/Berlin", AT), ("Asia/Tokyo", datetime(2026, 12, 7, 12, tzinfo=UTC)))
    )

    assert {event.key for event in later.events} == {event.key for event in now.events[1:]}


def test_an_instance_that_is_cancelled_by_mail_has_the_key_it_has_in_the_calendar() -> None:
    whole, cancelled = (
        read_calendar(path.read_bytes(), zone="Europe/Berlin", at=AT)
        for name in ("google-moved-instance", "google-cancelled-instance")
        for path in CALENDARS
        if path.stem == name
    )

    assert cancelled.events[0].key in {event.key for event in whole.events}
    assert cancelled.events[0].cancelled


def test_a_single_meeting_keeps_its_key_when_it_is_moved() -> None:
    before, after = (
        read_calendar(calendar(f"UID:one\nDTSTART:2026120{day}T090000Z"), zone="UTC", at=AT) for day in (1, 2)
    )

    assert before.events[0].key == after.events[0].key
    assert before.events[0].starts_at != after.events[0].starts_at


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", Why.NOT_A_CALENDAR),
        (b"Hello", Why.NOT_A_CALENDAR),
        (b"BEGIN:VCARD\nFN:Carol King\nEND:VCARD\n", Why.NOT_A_CALENDAR),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", Why.NOT_A_CALENDAR),
        (b"PK\x03\x04" + b"\0" * 100, Why.NOT_A_CALENDAR),
        (b"<!DOCTYPE html><title>Sign in</title>", Why.NOT_A_CALENDAR),
        (calendar("UID:one\nSUMMARY:No time"), Why.BROKEN),
        (calendar("UID:one\nDTSTART:20261201T090000Z\nRRULE:FREQ=DAILY;INTERVAL=0"), Why.BROKEN),
        (calendar("UID:one\nDTSTART:20261201T090000Z\nRRULE:FREQ=SECONDLY"), Why.TOO_MANY),
        (b"BEGIN:VCALENDAR\n" + b"X:\n" * 200_001, Why.TOO_MANY),
        (b" " * (1024 * 1024 + 1), Why.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, why: Why) -> None:
    with pytest.raises(Unreadable) as refused:
        read_calendar(raw, zone="UTC", at=AT)

    assert refused.value.why is why
    assert refused.value.args == (why.value,)  # and nothing of what stands there


def test_instances_are_cut_and_the_earliest_stay() -> None:
    events = (f"UID:{number}\nDTSTART:20261201T{number // 60:02}{number % 60:02}00Z" for number in range(501))

    found = read_calendar(calendar(*events), zone="UTC", at=AT)

    assert found.cut
    assert [event.key for event in found.events] == [str(number) for number in range(500)]
    assert not read_calendar(calendar("UID:1\nDTSTART:20261201T090000Z"), zone="UTC", at=AT).cut


def test_people_of_an_event_and_of_a_file_are_cut() -> None:
    many = "\n".join(f"ATTENDEE:mailto:p{number}@example.org" for number in range(201))
    found = read_calendar(calendar(f"UID:1\nDTSTART:20261201T090000Z\n{many}"), zone="UTC", at=AT)

    assert (found.cut, len(found.events[0].people)) == (True, 200)

    crowds = (
        f"UID:{event}\nDTSTART:20261201T090000Z\n"
        + "\n".join(f"ATTENDEE:mailto:p{event}.{number}@example.org" for number in range(190))
        for event in range(12)
    )
    found = read_calendar(calendar(*crowds), zone="UTC", at=AT)

    assert found.cut
    assert len({person for event in found.events for person in event.people}) == 2000


def test_a_person_is_on_an_event_once() -> None:
    lines = (
        "ORGANIZER:mailto:carol@example.org",
        "ATTENDEE;CN=Carol King:mailto:CAROL@example.org",
        "ATTENDEE;CN=Justin Case:invalid:nomail",
        "ATTENDEE;CN=JUSTIN CASE:invalid:nomail",
    )
    found = read_calendar(calendar("UID:1\nDTSTART:20261201T090000Z\n" + "\n".join(lines)), zone="UTC", at=AT)

    assert [(one.name, one.address) for one in found.events[0].people] == [
        ("Carol King", "carol@example.org"),
        ("Justin Case", ""),
    ]
