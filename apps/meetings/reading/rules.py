"""What a recurrence rule says, put so that working it out for our days takes little: it begins shortly before them, and
what would take long, or comes more often than anybody meets, is left out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apps.meetings.reading.moments import Broken, Moment, is_day, moment

STEPS = 50_000  # days, weeks … that are gone through
OFTEN = 24  # times a day
_LONGEST = 2000  # characters
_UNITS = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600, "DAILY": 86_400, "WEEKLY": 604_800}
_LONG_UNITS = {"MONTHLY": 28 * 86_400, "YEARLY": 365 * 86_400}
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_LISTS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", *_TIMES)
_AHEAD = timedelta(days=40)  # how far before our days a rule begins: it may begin off its own beat


class TooDense(Exception):
    """It says more than anybody's calendar does."""


@dataclass(frozen=True, slots=True)
class Rule:
    text: str
    later: timedelta  # how much later than its first day it may begin without another outcome


def rule_of(text: str, *, start: Moment, low: datetime, high: datetime) -> Rule:
    """For the days between two times. Raises Broken or TooDense."""
    parts = _parts(text)
    interval = _whole(parts.get("INTERVAL", "1"))
    count = _whole(parts["COUNT"]) if "COUNT" in parts else None
    unit = _UNITS.get(parts["FREQ"]) or _LONG_UNITS[parts["FREQ"]]
    begins = datetime(start.year, start.month, start.day, tzinfo=UTC)
    whole = {name: parts[name] for name in ("FREQ", "WKST", *_LISTS) if name in parts} | {"INTERVAL": str(interval)}
    until = _until(parts["UNTIL"], start) if parts.get("UNTIL") else ""
    if count and parts["FREQ"] in _UNITS and not any(name in parts for name in _LISTS):
        # Where nothing is left out, the last can be reckoned, and the rule may begin later.
        until = _least(until, _last(start, interval * unit * (count - 1)))
        count = None
    later = timedelta(0)
    if count is None and parts["FREQ"] in _UNITS:
        later = _later(begins, low - _AHEAD, interval * unit)
    if (high - begins - later) / timedelta(seconds=interval * unit) > STEPS:
        raise TooDense
    if count is not None:
        whole["COUNT"] = str(count)
    if until:
        whole["UNTIL"] = until
    return Rule(";".join(f"{name}={value}" for name, value in whole.items()), later)


def _parts(text: str) -> dict[str, str]:
    if len(text) > _LONGEST:
        raise TooDense
    parts = dict(part.split("=", 1) for part in "".join(text.split()).upper().split(";") if "=" in part)
    if parts.get("FREQ") not in _UNITS | _LONG_UNITS or parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise Broken
    often = 1
    for name in _TIMES:
        often *= len(set(parts.get(name, "").split(",")))
    if often > OFTEN:
        raise TooDense
    return parts


def _whole(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or len(text) > 10 or not int(text):
        raise Broken
    return int(text)


def _until(text: str, start: Moment) -> str:
    """As RFC 5545 has it. Programs write a day where a time belongs, and times without their Z."""
    zone = start.tzinfo if isinstance(start, datetime) else None
    until = moment(text, zone)
    if is_day(start):
        return f"{until:%Y%m%d}"
    if not isinstance(until, datetime):
        until = datetime(until.year, until.month, until.day, 23, 59, 59, tzinfo=zone)
    return _in_utc(until)


def _last(start: Moment, seconds: int) -> str:
    """Empty where it is never."""
    try:
        last = start + timedelta(seconds=seconds)
        return _in_utc(last) if isinstance(last, datetime) else f"{last:%Y%m%d}"
    except OverflowError:
        return ""


def _least(one: str, other: str) -> str:
    return min(one, other) if one and other else one or other


def _in_utc(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _later(begins: datetime, wanted: datetime, period: int) -> timedelta:
    """A whole number of periods, so that it keeps its beat."""
    seconds = int((wanted - begins).total_seconds())
    return timedelta(seconds=seconds - seconds % period) if seconds > 0 else timedelta(0)
