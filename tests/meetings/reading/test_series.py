"""Instances of a series that are left out, moved or cancelled, whichever way a program has of saying which."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.meetings.reading.calendars import read_calendar
from tests.meetings.reading.test_calendars import calendar

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 12, 1, 22, 30, tzinfo=ZONE)  # the next day in UTC
WAYS = ("UTC", "zone", "other zone", "floating", "day")


@dataclass(frozen=True)
class Change:
    place: int
    way: str  # of naming the instance
    hours: int | None  # by which it is moved; None where it is left out
    cancelled: bool


def instance(place: int) -> datetime:
    return START + timedelta(days=place)


def named(when: datetime, way: str) -> str:
    """As a property's parameters and value."""
    match way:
        case "UTC":
            return f":{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        case "zone":
            return f";TZID=Eastern Standard Time:{when:%Y%m%dT%H%M%S}"
        case "other zone":
            return f";TZID=Asia/Tokyo:{when.astimezone(ZoneInfo('Asia/Tokyo')):%Y%m%dT%H%M%S}"
        case "floating":
            return f":{when:%Y%m%dT%H%M%S}"
    return f";VALUE=DATE:{when:%Y%m%d}"


exceptions = st.lists(
    st.builds(
        Change,
        st.integers(0, 19),
        st.sampled_from(WAYS),
        st.none() | st.integers(-100, 100),
        st.booleans(),
    ),
    unique_by=lambda one: one.place,
)


@settings(max_examples=100, deadline=None)
@given(exceptions)
def test_exceptions_of_a_series(changes: list[Change]) -> None:
    """Floating times are read in New York, whose the reader is."""
    left_out = [one for one in changes if one.hours is None]
    moved = [one for one in changes if one.hours is not None]
    series = [
        "UID:series\nDTSTART;TZID=America/New_York:20261201T223000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=20",
        *("EXDATE" + named(instance(one.place), one.way) for one in left_out),
    ]
    events = ["\n".join(series)]
    for one in moved:
        starts = instance(one.place) + timedelta(hours=one.hours or 0)
        status = "CANCELLED" if one.cancelled else "CONFIRMED"
        which = named(instance(one.place), one.way)
        events.append(
            f"UID:series\nRECURRENCE-ID{which}\nDTSTART:{starts.astimezone(UTC):%Y%m%dT%H%M%SZ}\nSTATUS:{status}"
        )

    found = read_calendar(calendar(*events), zone="America/New_York", at=AT)

    expected = {
        place: (instance(place).astimezone(UTC), False)
        for place in range(20)
        if place not in {one.place for one in left_out}
    }
    for one in moved:
        expected[one.place] = ((instance(one.place) + timedelta(hours=one.hours or 0)).astimezone(UTC), one.cancelled)
    keys = {place: f"series {instance(place).astimezone(UTC):%Y%m%dT%H%M%SZ}" for place in expected}
    assert {one.key: (one.starts_at, one.cancelled) for one in found.events} == {
        keys[place]: said for place, said in expected.items() if said[0] > AT - timedelta(days=1, hours=-1)
    }


def test_days_of_a_series_that_lasts_all_day() -> None:
    """Programs name the instance by its midnight, too."""
    series = "UID:days\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261202T000000"
    moved = "UID:days\nRECURRENCE-ID;TZID=Europe/Berlin:20261203T000000\nDTSTART;VALUE=DATE:20261210\nSUMMARY:Moved"

    found = read_calendar(calendar(series, moved), zone="Europe/Berlin", at=AT)

    assert [(one.key, one.starts_at.isoformat(), one.all_day, one.title) for one in found.events] == [
        ("days 20261201", "2026-11-30T23:00:00+00:00", True, ""),
        ("days 20261204", "2026-12-03T23:00:00+00:00", True, ""),
        ("days 20261203", "2026-12-09T23:00:00+00:00", True, "Moved"),
    ]


def test_an_instance_that_becomes_a_day_and_one_that_becomes_a_time() -> None:
    timed = "UID:1\nDTSTART:20261201T100000Z\nDTEND:20261201T110000Z\nRRULE:FREQ=DAILY;COUNT=2"
    day = "UID:1\nRECURRENCE-ID:20261202T100000Z\nDTSTART;VALUE=DATE:20261202"
    days = "UID:2\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;COUNT=2"
    time = "UID:2\nRECURRENCE-ID;VALUE=DATE:20261202\nDTSTART:20261202T150000Z"

    found = read_calendar(calendar(timed, day, days, time), zone="UTC", at=AT)

    assert {(one.key, one.starts_at.isoformat(), one.all_day) for one in found.events} == {
        ("1 20261201T100000Z", "2026-12-01T10:00:00+00:00", False),
        ("1 20261202T100000Z", "2026-12-02T00:00:00+00:00", True),
        ("2 20261201", "2026-12-01T00:00:00+00:00", True),
        ("2 20261202", "2026-12-02T15:00:00+00:00", False),
    }
