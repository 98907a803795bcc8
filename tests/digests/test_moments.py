from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.digests.models import Cadence
from apps.digests.moments import moment_of, next_day

FRIDAY, SUNDAY = 4, 6


def weekly(start: datetime, weekday: int, hour: int, zone: ZoneInfo) -> datetime:
    return moment_of(next_day(start, cadence="weekly", weekday=weekday, hour=hour, zone=zone), hour, zone)


def after(text: str, zone: str, *, weekday: int = FRIDAY, hour: int = 9) -> str:
    """The next moment as the clock there reads it; `text` is by that clock too."""
    there = ZoneInfo(zone)
    start = datetime.fromisoformat(text).replace(tzinfo=there)
    moment = weekly(start, weekday, hour, there)
    assert moment.tzinfo is UTC
    return moment.astimezone(there).isoformat()


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("2026-03-04T12:00", "2026-03-06T09:00:00+01:00"),
        ("2026-03-06T08:59:59", "2026-03-06T09:00:00+01:00"),
        ("2026-03-06T09:00", "2026-03-13T09:00:00+01:00"),
        ("2026-03-06T18:00", "2026-03-13T09:00:00+01:00"),
        ("2026-03-07T00:00", "2026-03-13T09:00:00+01:00"),
        ("2026-12-31T00:00", "2027-01-01T09:00:00+01:00"),
    ],
)
def test_next_moment_is_the_first_one_later(start: str, moment: str) -> None:
    assert after(start, "Europe/Berlin") == moment


def test_next_moment_keeps_the_hour_across_a_clock_change() -> None:
    assert after("2026-03-27T09:00", "Europe/Berlin") == "2026-04-03T09:00:00+02:00"
    assert after("2026-10-23T09:00", "Europe/Berlin") == "2026-10-30T09:00:00+01:00"


def test_next_moment_reads_the_day_where_the_person_lives() -> None:
    # Thursday evening in New York is Friday in Auckland.
    start = datetime(2026, 3, 5, 22, tzinfo=UTC)

    assert weekly(start, FRIDAY, 20, ZoneInfo("Pacific/Auckland")).day == 6
    assert weekly(start, 3, 20, ZoneInfo("America/New_York")).day == 6


def test_an_hour_left_out_in_spring_is_the_hour_after() -> None:
    assert after("2026-03-28T12:00", "Europe/Berlin", weekday=SUNDAY, hour=2) == "2026-03-29T03:00:00+02:00"
    assert after("2026-03-07T12:00", "America/New_York", weekday=SUNDAY, hour=2) == "2026-03-08T03:00:00-04:00"


def test_an_hour_that_comes_twice_in_autumn_is_the_first() -> None:
    assert after("2026-10-24T12:00", "Europe/Berlin", weekday=SUNDAY, hour=2) == "2026-10-25T02:00:00+02:00"
    assert after("2026-10-25T02:00", "Europe/Berlin", weekday=SUNDAY, hour=2) == "2026-11-01T02:00:00+01:00"


@pytest.mark.parametrize(("zone", "minute"), [("Asia/Kolkata", 30), ("Asia/Kathmandu", 15)])
def test_next_moment_minds_zones_off_the_full_hour(zone: str, minute: int) -> None:
    moment = weekly(datetime(2026, 3, 6, tzinfo=UTC), FRIDAY, 9, ZoneInfo(zone))

    assert (moment.hour, moment.minute) == (3, minute)


def days(cadence: str, last: str, count: int = 3, start: str = "") -> list[str]:
    """The next Fridays at nine by UTC, from midnight after `last`, or from `start` on."""
    found, day = list[str](), date.fromisoformat(last)
    moment = datetime.fromisoformat(start or last).replace(tzinfo=UTC)
    for _ in range(count):
        day = next_day(moment, cadence=cadence, weekday=FRIDAY, hour=9, zone=ZoneInfo("UTC"), last=day)
        moment = moment_of(day, 9, ZoneInfo("UTC"))
        found.append(day.isoformat())
    return found


@pytest.mark.parametrize(
    ("cadence", "last", "found"),
    [
        (Cadence.WEEKLY, "2026-03-06", ["2026-03-13", "2026-03-20", "2026-03-27"]),
        (Cadence.FORTNIGHTLY, "2026-03-06", ["2026-03-20", "2026-04-03", "2026-04-17"]),
        # The first Friday of each month.
        (Cadence.MONTHLY, "2026-03-06", ["2026-04-03", "2026-05-01", "2026-06-05"]),
        (Cadence.MONTHLY, "2026-12-04", ["2027-01-01", "2027-02-05", "2027-03-05"]),
    ],
)
def test_one_comes_in_each_period(cadence: str, last: str, found: list[str]) -> None:
    assert days(cadence, last) == found


@pytest.mark.parametrize(
    ("cadence", "last", "found"),
    [
        # Had on Wednesday by another choice: not again in that week, those two weeks, that month.
        (Cadence.WEEKLY, "2026-03-04", "2026-03-13"),
        (Cadence.FORTNIGHTLY, "2026-03-04", "2026-03-20"),
        (Cadence.MONTHLY, "2026-03-04", "2026-04-03"),
        # Long ago: the next there is.
        (Cadence.FORTNIGHTLY, "2025-01-01", "2026-03-06"),
        # The month before.
        (Cadence.MONTHLY, "2026-02-27", "2026-03-06"),
    ],
)
def test_what_came_before_by_another_choice_counts(cadence: str, last: str, found: str) -> None:
    assert days(cadence, last, 1, "2026-03-05") == [found]


def test_two_days_of_two_periods_are_never_next_to_each_other() -> None:
    """Had on Sunday, and from now on wanted early in the week, which does not go without."""
    sunday, midnight = date(2026, 3, 8), datetime(2026, 3, 9, tzinfo=UTC)

    found = [
        next_day(midnight, cadence="weekly", weekday=weekday, hour=1, zone=ZoneInfo("UTC"), last=sunday)
        for weekday in range(4)
    ]

    assert [day.day for day in found] == [11, 11, 11, 12]


def test_a_day_that_has_not_come_is_not_the_last_one() -> None:
    """The server's clock had run ahead."""
    assert days("weekly", "2030-01-01", 1, "2026-03-05") == ["2026-03-06"]
