"""Rules that begin long ago are read from shortly before our days on, and give what they would have given anyway."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.meetings.reading.calendars import AHEAD, BACK, read_calendar
from apps.meetings.reading.moments import Broken
from apps.meetings.reading.rules import TooDense, rule_of
from tests.meetings.reading.test_calendars import calendar

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
LOW, HIGH = AT - BACK, AT + AHEAD
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw: st.DrawFn) -> str:
    parts = [f"FREQ={draw(st.sampled_from(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']))}"]
    parts.append(f"INTERVAL={draw(st.integers(1, 9))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 3000))}")
    if draw(st.booleans()):
        parts.append(f"BYDAY={','.join(sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1))))}")
    if draw(st.booleans()):
        parts.append(f"BYMONTH={draw(st.integers(1, 12))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    return ";".join(parts)


@settings(max_examples=150, deadline=None)
@given(rules(), st.dates(date(2015, 1, 1), date(2027, 1, 20)))
def test_a_series_gives_what_its_rule_gives(rule: str, day: date) -> None:
    """Beside its first day, which is one of its days whether or not the rule says so."""
    start = datetime.combine(day, time(10), ZoneInfo("America/New_York"))
    wanted = {one.astimezone(UTC) for one in rrulestr(rule, dtstart=start).between(LOW - timedelta(hours=1), HIGH)}
    wanted |= {start.astimezone(UTC)}

    event = f"UID:1\nDTSTART;TZID=America/New_York:{start:%Y%m%dT%H%M%S}\nDURATION:PT1H\nRRULE:{rule}"
    found = read_calendar(calendar(event), zone="UTC", at=AT)

    assert {one.starts_at for one in found.events} == {
        one for one in wanted if one < HIGH and one + timedelta(hours=1) > LOW
    }


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "FREQ=MINUTELY;INTERVAL=1440"])
def test_a_rule_begins_shortly_before_our_days(rule: str) -> None:
    """The control: where the number of times is given, and not on which days, it has to be counted."""
    start = datetime(1990, 1, 3, 10, tzinfo=UTC)
    begins = start + rule_of(rule, start=start, low=LOW, high=HIGH).later

    assert LOW - timedelta(days=60) < begins < LOW - timedelta(days=30)
    assert not rule_of("FREQ=WEEKLY;COUNT=90;BYDAY=MO,WE", start=start, low=LOW, high=HIGH).later


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYSECOND=1;BYMINUTE=1;BYHOUR=1",
        "FREQ=MINUTELY",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5",
        f"FREQ=YEARLY;BYYEARDAY={','.join(['1'] * 1000)}",
    ],
)
def test_what_comes_too_often_is_not_worked_out(rule: str) -> None:
    with pytest.raises(TooDense):
        rule_of(rule, start=AT, low=LOW, high=HIGH)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "DAILY",
        "FREQ=SOMETIMES",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=1e9",
        "FREQ=DAILY;INTERVAL=\u0661",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=DAILY;RSCALE=CHINESE",
    ],
)
def test_what_is_no_rule_is_broken(rule: str) -> None:
    with pytest.raises(Broken):
        rule_of(rule, start=AT, low=LOW, high=HIGH)


def test_a_rule_is_read_with_spaces_and_a_semicolon_too_many() -> None:
    event = "UID:1\nDTSTART:20261201T100000Z\nRRULE: freq=weekly ; BYDAY = TU, TH; COUNT=3;"

    assert len(read_calendar(calendar(event), zone="UTC", at=AT).events) == 3


@pytest.mark.parametrize("end", ["20261202", "20261202T100000", "20261202T090000Z", "20261202T140000Z"])
def test_the_last_day_counts_however_it_is_written(end: str) -> None:
    """In New York ten o'clock is 15:00 in UTC, so what ends before it ends the day before."""
    event = f"UID:1\nDTSTART;TZID=America/New_York:20261201T100000\nRRULE:FREQ=DAILY;UNTIL={end}"

    found = read_calendar(calendar(event), zone="UTC", at=AT)

    assert len(found.events) == (1 if end.endswith("Z") else 2)
