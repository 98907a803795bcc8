"""When the next digest is due, by the clock where the person lives."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.digests.models import Cadence

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Whatever is chosen anew, digests are no nearer to each other. One that is late by no more counts for its own day.
APART = timedelta(days=3)
FORTNIGHT = 2


def next_day(
    after: datetime,
    *,
    cadence: str,
    weekday: int,
    hour: int,
    zone: ZoneInfo,
    last: date | None = None,
    planned: date | None = None,
) -> date:
    """The first day there which is that weekday (0 is Monday), whose hour is later than `after` (aware), and which is
    in another period than `last`, the day of the digest before. Where a period would go without for it, another day of
    that one: `planned`, the day that was next until now, if this period has one to come, or else the first that is far
    enough from `last`.

    A period is a week from Monday, two such weeks from that of `last`, or a month: its first such day."""
    today = after.astimezone(zone).date()
    if last and last > today + DAY:  # the clock was put back
        last = None
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    while not (_is_one(day, cadence) and _is_later(day, last, cadence) and moment_of(day, hour, zone) > after):
        day += WEEK
    if planned and _is_later(planned, last, cadence) and _runs(planned, today, cadence):
        return day if _runs(day, today, cadence) else planned
    soon = last + APART if last else day
    is_free = _is_later(soon, last, cadence) and moment_of(soon, hour, zone) > after
    return soon if is_free and not _runs(day, soon, cadence) else day


def moment_of(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """In UTC. An hour that a clock change leaves out is the hour after; one that comes twice is its first."""
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def counts_for(day: date, today: date) -> date:
    """The day that stands for a digest of `day` which goes out `today`."""
    return day if today - day <= APART else today


def _is_one(day: date, cadence: str) -> bool:
    return cadence != Cadence.MONTHLY or day.day <= WEEK.days


def _runs(day: date, today: date, cadence: str) -> bool:
    """Whether a day is in the month, or the week, of `today`."""
    if cadence == Cadence.MONTHLY:
        return (day.year, day.month) == (today.year, today.month)
    return _monday(day) == _monday(today)


def _is_later(day: date, last: date | None, cadence: str) -> bool:
    if last is None:
        return True
    if day - last < APART:
        return False
    if cadence == Cadence.MONTHLY:
        return (day.year, day.month) > (last.year, last.month)
    weeks = FORTNIGHT if cadence == Cadence.FORTNIGHTLY else 1
    return _monday(day) - _monday(last) >= weeks * WEEK


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
