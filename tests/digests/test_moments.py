from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.digests.moments import next_moment

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
NONE, WEEK = timedelta(0), timedelta(days=7)
# Clock changes on other days than in Europe, by half an hour (Lord Howe), at midnight (Beirut, Santiago), and none.
ZONES = [
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "America/Anchorage", "America/Argentina/Buenos_Aires",
    "America/Asuncion", "America/Caracas", "America/Chicago", "America/Havana", "America/Los_Angeles",
    "America/Mexico_City", "America/New_York", "America/Nuuk", "America/Santiago", "America/Sao_Paulo",
    "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu",
    "Asia/Kolkata", "Asia/Kabul", "Asia/Tehran", "Asia/Tokyo", "Asia/Yangon", "Atlantic/Azores", "Australia/Adelaide",
    "Australia/Eucla", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin", "Europe/Dublin", "Europe/Lisbon",
    "Europe/London", "Europe/Moscow", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati",
    "Pacific/Pago_Pago", "UTC",
]  # fmt: skip


def after(text: str, zone: str, *, weekday: int = FRIDAY, hour: int = 9) -> str:
    """The next moment as the clock there reads it; `text` is by that clock too."""
    there = ZoneInfo(zone)
    start = datetime.fromisoformat(text).replace(tzinfo=there)
    moment = next_moment(start, weekday=weekday, hour=hour, zone=there)
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

    assert next_moment(start, weekday=FRIDAY, hour=20, zone=ZoneInfo("Pacific/Auckland")).day == 6
    assert next_moment(start, weekday=3, hour=20, zone=ZoneInfo("America/New_York")).day == 6


def test_an_hour_left_out_in_spring_is_the_hour_after() -> None:
    assert after("2026-03-28T12:00", "Europe/Berlin", weekday=SUNDAY, hour=2) == "2026-03-29T03:00:00+02:00"
    assert after("2026-03-07T12:00", "America/New_York", weekday=SUNDAY, hour=2) == "2026-03-08T03:00:00-04:00"


def test_an_hour_that_comes_twice_in_autumn_is_the_first() -> None:
    assert after("2026-10-24T12:00", "Europe/Berlin", weekday=SUNDAY, hour=2) == "2026-10-25T02:00:00+02:00"
    assert after("2026-10-25T02:00", "Europe/Berlin", weekday=SUNDAY, hour=2) == "2026-11-01T02:00:00+01:00"


@pytest.mark.parametrize(("zone", "minute"), [("Asia/Kolkata", 30), ("Asia/Kathmandu", 15)])
def test_next_moment_minds_zones_off_the_full_hour(zone: str, minute: int) -> None:
    moment = next_moment(datetime(2026, 3, 6, tzinfo=UTC), weekday=FRIDAY, hour=9, zone=ZoneInfo(zone))

    assert (moment.hour, moment.minute) == (3, minute)


def jump(moment: datetime, zone: ZoneInfo) -> timedelta:
    """By how much the clock there was put forward shortly before."""
    offsets = [when.astimezone(zone).utcoffset() for when in (moment - timedelta(hours=3), moment)]
    return (offsets[1] or NONE) - (offsets[0] or NONE)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("weekday", "hour"), [(SUNDAY, 0), (SUNDAY, 2), (SATURDAY, 23), (FRIDAY, 9)])
def test_two_years_step_by_step_hit_every_local_week_once(zone: str, weekday: int, hour: int) -> None:
    there = ZoneInfo(zone)
    moment = monday = datetime(2025, 1, 6, tzinfo=there)
    for number in range(104):
        moment = next_moment(moment, weekday=weekday, hour=hour, zone=there)
        # By the clock on the wall: two times of one zone are compared without their offsets.
        late = moment.astimezone(there) - (monday + number * WEEK + timedelta(days=weekday, hours=hour))
        assert late in (NONE, jump(moment, there)), moment
