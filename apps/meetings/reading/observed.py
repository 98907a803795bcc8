"""A time zone as a calendar describes it (VTIMEZONE): when its clocks are set, and from what to what. Only the years
around now are worked out; in all others, the first or last that are known go on."""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice

from apps.meetings.reading.lines import Component
from apps.meetings.reading.moments import Broken, moment

TURNS = 60  # descriptions of one zone: Outlook writes two, Google has some with thirty
_DATES = 300  # set one by one
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?")
_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_AT_ONCE = timedelta(0)
_NEVER = datetime(9999, 1, 1)  # noqa: DTZ001 - a local clock's


class Observed(tzinfo):
    def __init__(self, turns: list[tuple[datetime, timedelta, timedelta]]) -> None:
        """Local times at which clocks are set, and what they show before and after, ahead of UTC."""
        self._local = [turn for turn, _, _ in turns]
        self._utc = [turn - before for turn, before, _ in turns]
        self._offsets = [turns[0][1], *(after for _, _, after in turns)]

    def utcoffset(self, when: datetime | None) -> timedelta:
        return self._offsets[bisect_right(self._local, when.replace(tzinfo=None)) if when else -1]

    def dst(self, when: datetime | None) -> timedelta:
        return _AT_ONCE

    def tzname(self, when: datetime | None) -> str:
        return "observed"

    def fromutc(self, when: datetime) -> datetime:
        return when + self._offsets[bisect_right(self._utc, when.replace(tzinfo=None))]


def observed(zone: Component, *, at: datetime) -> tzinfo | None:
    """None where it says nothing that can be used."""
    if len(zone.within) > TURNS:
        return None
    found = set[tuple[datetime, timedelta, timedelta]]()
    for turn in zone.within:
        try:
            before, after = _offset(turn.value("TZOFFSETFROM")), _offset(turn.value("TZOFFSETTO"))
            found |= {(when, before, after) for when in _whens(turn, at.year)}
        except (Broken, OverflowError):
            continue
    return Observed(sorted(found)) if found else None


def _offset(text: str) -> timedelta:
    found = _OFFSET.fullmatch(text)
    if not found or int(found[2]) > 23 or int(found[3]) > 59:
        raise Broken
    whole = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -whole if found[1] == "-" else whole


def _whens(turn: Component, year: int) -> Iterator[datetime]:
    first = _local(turn.value("DTSTART"))
    yield first
    for line in turn.lines.get("RDATE", ()):
        yield from map(_local, islice(line.value.split(","), _DATES))
    for line in turn.lines.get("RRULE", ()):
        rule = dict(part.upper().split("=", 1) for part in line.value.split(";") if "=" in part)
        until = _local(rule["UNTIL"]) if rule.get("UNTIL") else _NEVER
        last = min(year + 2, until.year)
        days = (day for one in range(max(last - 4, first.year), last + 1) for day in _days_of(rule, one, first))
        yield from (when for day in days if first < (when := datetime.combine(day, first.time())) <= until)


def _local(text: str) -> datetime:
    when = moment(text.strip())
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day, tzinfo=UTC)
    if not 1 < when.year < 9999:
        raise Broken
    return when.replace(tzinfo=None)


def _days_of(rule: dict[str, str], year: int, first: datetime) -> Iterator[date]:
    """Of that year: "the last Sunday of March", "the Sunday from the 8th to the 14th", "March 21"."""
    month = _number(rule.get("BYMONTH", ""), 12) or first.month
    last = monthrange(year, month)[1]
    on = {_number(text, 31) for text in rule["BYMONTHDAY"].split(",")} if "BYMONTHDAY" in rule else None
    weekday = _DAY.fullmatch(rule.get("BYDAY", ""))
    if not weekday and on is None:
        on = {first.day}
    fits = [
        date(year, month, day)
        for day in range(1, last + 1)
        if (on is None or day in on) and (not weekday or _DAYS[date(year, month, day).weekday()] == weekday[2])
    ]
    if not weekday or not weekday[1]:
        yield from fits
        return
    which = int(weekday[1])
    yield from fits[which - 1 : which] if which > 0 else fits[which : which + 1 or None]


def _number(text: str, most: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 3 and 0 < int(text) <= most else 0
