"""Days and times as calendars write them. What has no zone keeps none: whose it is, its reader says."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

Moment = date | datetime  # a day, or a time with or without a zone

_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?\s?(Z?))?", re.IGNORECASE)
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,7})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?", re.IGNORECASE
)


class Broken(ValueError):
    """What does not say what it should."""


def moment(text: str, zone: tzinfo | None = None) -> Moment:
    """Raises Broken. A Z is stronger than the zone, and a day has none."""
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        raise Broken
    year, month, day, hour, minute, second, utc = found.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        # A 60th second is the next minute's first to everybody but astronomers.
        seconds = min(int(second or 0), 59)
        zone = UTC if utc else zone
        return datetime(int(year), int(month), int(day), int(hour), int(minute), seconds, tzinfo=zone)
    except ValueError:
        raise Broken from None


def length(text: str) -> timedelta:
    """Of a DURATION; raises Broken."""
    found = _LENGTH.fullmatch(text.strip())
    if not found or not any(found.groups()[1:]):
        raise Broken
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    whole = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -whole if found[1] == "-" else whole


def is_day(when: Moment) -> bool:
    return not isinstance(when, datetime)


def between(first: Moment, last: Moment) -> timedelta:
    """Of two that are said alike; raises Broken."""
    if isinstance(first, datetime) and isinstance(last, datetime):
        return last - first
    if isinstance(first, datetime) or isinstance(last, datetime):
        raise Broken
    return last - first


def like(when: Moment, other: Moment) -> Moment:
    """The same moment, said as the other is said: a day, or a time in its zone. Programs write which instance of a
    series is meant in other ways than they write the series."""
    if not isinstance(other, datetime):
        return when.date() if isinstance(when, datetime) else when
    if not isinstance(when, datetime):
        return datetime.combine(when, other.timetz())
    if when.tzinfo is None:
        return when.replace(tzinfo=other.tzinfo)
    return when.astimezone(other.tzinfo) if other.tzinfo else when.replace(tzinfo=None)


def in_utc(when: Moment, zone: tzinfo) -> datetime:
    """A day begins at midnight of the zone."""
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day, tzinfo=zone)
    return when.astimezone(UTC)
