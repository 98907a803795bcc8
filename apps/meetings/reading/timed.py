"""An event with its times read: in the zone that it names, or, where it names none that is known, the reader's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from apps.meetings.reading.lines import Component, Line
from apps.meetings.reading.moments import Broken, Moment, in_utc, is_day, length, moment
from apps.meetings.reading.zones import Zones

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timed:
    component: Component
    starts: Moment
    ends: Moment  # of the same kind, in the same zone, and not before it starts
    floating: bool  # no zone is named; the reader's is meant
    which: Moment | None  # of its series, as it is written there
    onward: bool  # and all that follow

    @property
    def repeats(self) -> bool:
        return "RRULE" in self.component.lines or "RDATE" in self.component.lines

    @property
    def sequence(self) -> int:
        text = self.component.value("SEQUENCE")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    @property
    def newness(self) -> tuple[int, str, str]:
        """The highest is the last word. Of equal ones any will do, but always the same."""
        written = self.component.value("LAST-MODIFIED") or self.component.value("DTSTAMP")
        return self.sequence, written, repr(self.component.lines)


@dataclass(frozen=True, slots=True)
class Clock:
    """Reads times of one file for one reader."""

    zones: Zones
    zone: tzinfo

    def timed(self, component: Component) -> Timed:
        """Raises Broken, or OverflowError at the ends of time."""
        line = component.first("DTSTART")
        if not line:
            raise Broken
        starts = self.moment(line, line.value)
        ends = self._ends(component, starts)
        if component.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
            starts, ends = _days(starts, ends)
        which = component.first("RECURRENCE-ID")
        return Timed(
            component,
            starts,
            ends if in_utc(ends, self.zone) > in_utc(starts, self.zone) else starts,
            floating=not is_day(starts) and not line.value.upper().endswith("Z") and "TZID" not in line.parameters,
            which=self.moment(which, which.value) if which else None,
            onward=which is not None and which.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        )

    def moment(self, line: Line, text: str) -> Moment:
        """One of those in a line's value."""
        name = line.parameters.get("TZID", "")
        zone = self.zones.find(name) if name else None
        return moment(text, zone or self.zone)

    def _ends(self, component: Component, starts: Moment) -> Moment:
        try:
            ends = self._said_end(component, starts)
        except Broken:
            ends = None
        if not isinstance(starts, datetime):
            # A day lasts a day, whatever else is said.
            return max(ends.date() if isinstance(ends, datetime) else ends or starts, starts + _DAY)
        if not isinstance(ends, datetime):
            return datetime.combine(ends, time(), starts.tzinfo) if ends else starts
        return ends.astimezone(starts.tzinfo)

    def _said_end(self, component: Component, starts: Moment) -> Moment | None:
        if line := component.first("DTEND"):
            return self.moment(line, line.value)
        if not (line := component.first("DURATION")):
            return None
        lasts = length(line.value)
        # Days are those of the calendar, and hours those of a watch, whatever is done to clocks meanwhile.
        exact = isinstance(starts, datetime) and lasts % _DAY
        return starts.astimezone(UTC) + lasts if exact and isinstance(starts, datetime) else starts + lasts


def _days(starts: Moment, ends: Moment) -> tuple[Moment, Moment]:
    """Outlook has events that last all day, and says so beside their midnights."""
    if isinstance(starts, datetime) and isinstance(ends, datetime) and starts.time() == ends.time() == time():
        return starts.date(), max(ends.date(), starts.date() + _DAY)
    return starts, ends


def outside(timed: Timed, low: date, high: date) -> bool:
    """Whether no part of it can be in these days, in whatever zone."""
    starts, ends = (date(when.year, when.month, when.day) for when in (timed.starts, timed.ends))
    return ends < low - _DAY or starts > high + _DAY
