"""Whatever is handed in: it is read, or it is said why not."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.meetings.reading.calendars import read_calendar
from apps.meetings.reading.events import Found, Unreadable
from apps.meetings.reading.people import MOST, read_people
from apps.meetings.reading.wire import packed, unpacked
from tests.meetings.reading.telling import CALENDARS
from tests.meetings.reading.test_calendars import calendar

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
WHOLE = [path.read_bytes() for path in CALENDARS]
NAMES = ("DTSTART", "DTEND", "DURATION", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "SEQUENCE", "ATTENDEE", "SUMMARY")
VALUES = (
    *(
        "20261201T090000Z",
        "20261201",
        "00010101T000000Z",
        "99991231T235959",
        "20261201T090000/PT1H",
        "PT1H",
        "-P9999999W",
    ),
    *("mailto:a@example.org", "", "20261399", "20261201T250000", "x" * 1000, "9" * 50, "20261201T090000Z,20261202"),
)
PARAMETERS = (
    "",
    ";VALUE=DATE",
    ";TZID=Asia/Tokyo",
    ";TZID=Nowhere",
    ";RANGE=THISANDFUTURE",
    ';CN="A',
    ";X",
    ";CUTYPE=ROOM",
)
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
LINES = st.builds("{}{}:{}".format, st.sampled_from(NAMES), st.sampled_from(PARAMETERS), st.sampled_from(VALUES))
RULES = st.builds("RRULE:FREQ={};COUNT={}".format, st.sampled_from(FREQUENCIES), st.integers(-1, 100))
EVENTS = st.lists(LINES | RULES | st.just("DTSTART:20261201T090000Z"), max_size=8).map("\n".join)


def read(raw: bytes) -> Found | None:
    try:
        return read_calendar(raw, zone="Europe/Berlin", at=AT)
    except Unreadable:
        return None


def is_within_bounds(found: Found) -> bool:
    keys = {event.key for event in found.events}
    in_order = list(found.events) == sorted(found.events, key=lambda event: (event.starts_at, event.key))
    return (
        in_order and len(keys) == len(found.events) <= 500 and all(one.starts_at <= one.ends_at for one in found.events)
    )


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_bytes(raw: bytes) -> None:
    assert read(raw) is None
    assert (found := read(b"BEGIN:VCALENDAR\n" + raw)) is None or is_within_bounds(found)


@settings(max_examples=300, deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=4))
def test_events_of_any_lines(events: list[str]) -> None:
    found, again = read(calendar(*events)), read(calendar(*reversed(events)))

    assert found == again
    assert found is None or is_within_bounds(found)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whole_calendars_with_a_piece_changed(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(WHOLE))
    begin = data.draw(st.integers(0, len(raw)))
    changed = (
        raw[:begin] + data.draw(st.binary(max_size=8)) + raw[data.draw(st.integers(begin, min(len(raw), begin + 40))) :]
    )

    assert (found := read(changed)) is None or is_within_bounds(found)


def test_what_is_packed_is_unpacked_as_it_was() -> None:
    for raw in WHOLE:
        if found := read(raw):
            assert unpacked(packed(found)) == found


PIECES = st.lists(st.sampled_from(["a@b.co", "Mina Lund", "<", ">", ",", ";", "\n", '"', "To:", " "])).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400) | PIECES)
def test_text(text: str) -> None:
    people = read_people(text)

    assert len(people) <= MOST
    assert all(one.name or one.address for one in people)
    assert len({one.address or one.name.casefold() for one in people}) == len(people)
