"""When the evening before is, by the clock where the person lives."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR, DAY = 18, timedelta(days=1)


def moment_of(day: date, zone: ZoneInfo) -> datetime:
    """In UTC. An hour that a clock change leaves out is the hour after; one that comes twice is its first."""
    return datetime.combine(day, time(HOUR), tzinfo=zone).astimezone(UTC)


def next_evening(after: datetime, zone: ZoneInfo, *, last: date | None = None) -> date:
    """The first day there whose evening begins later than `after` (aware), and which is later than `last`."""
    day = after.astimezone(zone).date()
    while moment_of(day, zone) <= after or (last and day <= last):
        day += DAY
    return day


def evening_that_is(at: datetime, zone: ZoneInfo) -> date:
    """The day whose evening began last: of what waited for long only that is told."""
    day = at.astimezone(zone).date()
    while moment_of(day, zone) > at:
        day -= DAY
    return day


def day_after(evening: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to when it is, in UTC."""
    begins, ends = (datetime.combine(evening + days * DAY, time.min, tzinfo=zone) for days in (1, 2))
    return begins.astimezone(UTC), ends.astimezone(UTC)
