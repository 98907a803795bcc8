"""Zones by their many names, and zones that calendars describe themselves."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from apps.meetings.reading.lines import Component, cut
from apps.meetings.reading.observed import observed
from apps.meetings.reading.zones import named

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Paris", "Europe/Paris"),
        ("/softwarestudio.org/Olson_20011030_5/America/Chicago", "America/Chicago"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("eastern standard time", "America/New_York"),
        ("(UTC-08:00) Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", None),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"),
        ("Nowhere/Land", None),
        ("", None),
        ("../../etc/passwd", None),
        ("/etc/localtime", None),
        ("Europe", None),
        ("Europe/Ber\0lin", None),
        ("x/" * 2000, None),
        ("tzdata.zoneinfo", None),
    ],
)
def test_a_zone_is_known_by_its_names(name: str, zone: str | None) -> None:
    assert named(name) == (ZoneInfo(zone) if zone else None)


def test_every_zone_of_windows_is_known() -> None:
    assert [name for name in WINDOWS_TO_OLSON if named(name) is None] == []
    assert named("tzone://Microsoft/Utc") is UTC


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "Africa/Cairo"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES), st.integers(-24 * 60, 90 * 24))
def test_what_a_calendar_describes_is_what_everybody_knows(name: str, hours: int) -> None:
    """Described day by day, as a library does it. The hour in which clocks are set back comes twice; either will do."""
    zone = ZoneInfo(name)
    described = observed(_described(name), at=AT)
    when = (AT + timedelta(hours=hours)).replace(tzinfo=None)

    assert described is not None
    offsets = {when.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    assert when.replace(tzinfo=described).utcoffset() in offsets
    moment = when.replace(tzinfo=UTC)
    assert moment.astimezone(described).replace(tzinfo=None) == moment.astimezone(zone).replace(tzinfo=None)


def _described(name: str) -> Component:
    text = Timezone.from_tzid(name, first_date=date(2022, 1, 1), last_date=date(2029, 1, 1))
    return cut(b"BEGIN:VCALENDAR\r\n" + text.to_ical() + b"END:VCALENDAR\r\n").zones[0]


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("BYMONTH=3;BYDAY=-1SU", "2027-03-28"),
        ("BYMONTH=3;BYDAY=2SU", "2027-03-14"),
        ("BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14", "2027-03-14"),
        ("BYMONTH=3;BYMONTHDAY=21", "2027-03-21"),
        ("", "2027-04-05"),
        ("BYMONTH=2;BYMONTHDAY=30", ""),
        ("BYMONTH=3;BYDAY=2SU;UNTIL=20261231T000000Z", ""),
    ],
)
def test_clocks_are_set_on_the_day_that_is_described(rule: str, last: str) -> None:
    text = f"""BEGIN:VCALENDAR
BEGIN:VTIMEZONE
BEGIN:DAYLIGHT
DTSTART:20000405T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;{rule}
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
END:VCALENDAR"""
    zone = observed(cut(text.encode()).zones[0], at=AT)
    assert zone is not None
    days = (datetime(2027, 1, 1, 12, tzinfo=zone) + timedelta(days=day) for day in range(200))

    summer = [day for day in days if day.utcoffset() == timedelta(hours=2)]

    assert f"{summer[0]:%Y-%m-%d}" == last if last else not summer
