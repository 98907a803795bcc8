"""When the next digest is due, by the clock where the person lives."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_moment(after: datetime, *, weekday: int, hour: int, zone: ZoneInfo) -> datetime:
    """The first moment later than `after` (aware) at which it is that weekday (0 is Monday) and hour there, in UTC.

    An hour that a clock change leaves out is the hour after; one that comes twice is its first."""
    day = after.astimezone(zone).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    moment = _at(day, hour, zone)
    return moment if moment > after else _at(day + timedelta(days=7), hour, zone)


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
