"""What takes place between two times, of all events with one UID: single ones, or a series with its exceptions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import icalendar
import recurring_ical_events
from recurring_ical_events import EventAdapter, Occurrence
from recurring_ical_events.selection import ComponentsWithName

from apps.meetings.reading.lines import Line
from apps.meetings.reading.moments import Moment, between, in_utc, length, like
from apps.meetings.reading.rules import TooDense, rule_of
from apps.meetings.reading.timed import Clock, Timed

MOST = 500  # instances of one series
LONGEST = timedelta(days=31)
_RULES = 5
_DAY = timedelta(days=1)
_AT_ONCE = timedelta(0)
_PLACE = "X-PLACE"


@dataclass(frozen=True, slots=True)
class Span:
    low: datetime  # UTC
    high: datetime

    def holds(self, instance: "Instance") -> bool:
        starts, ends = instance.starts_at, instance.ends_at
        return instance.is_a_call and starts < self.high and (ends > self.low or starts == ends == self.low)


@dataclass(frozen=True, slots=True)
class Instance:
    starts_at: datetime
    ends_at: datetime  # not before it starts
    key: str
    timed: Timed

    @property
    def is_a_call(self) -> bool:
        """What lasts for months is somebody's employment, or their subscription."""
        return self.ends_at - self.starts_at <= LONGEST


def instances(uid: str, events: list[Timed], clock: Clock, span: Span) -> list[Instance]:
    """Raises Broken, or TooDense for what comes more often than anybody meets."""
    cores = [one for one in events if one.which is None]
    core = max(cores, key=lambda one: one.newness, default=None)
    others = _newest(one for one in events if one.which is not None)
    if core and (core.repeats or others):
        found = list(filter(span.holds, _Series(uid, core, others, clock).between(span)))
        if len(found) > MOST:
            raise TooDense
        return found
    singles = (_single(uid, one, clock) for one in ([core] if core else others))
    return list(filter(span.holds, singles))


def _newest(events: Iterable[Timed]) -> list[Timed]:
    """One of each instance."""
    found = dict[str, Timed]()
    for one in sorted(events, key=lambda one: one.newness):
        found[_said(one.which or one.starts, one)] = one
    return list(found.values())


def _single(uid: str, one: Timed, clock: Clock) -> Instance:
    key = _key(uid, like(one.which, one.starts), one) if one.which else uid
    return _instance(in_utc(one.starts, clock.zone), in_utc(one.ends, clock.zone), key, one)


def _instance(starts_at: datetime, ends_at: datetime, key: str, one: Timed) -> Instance:
    """In an hour that clocks leave out, 2:30 may come after 3:15."""
    return Instance(starts_at, max(starts_at, ends_at), key, one)


def _key(uid: str, which: Moment, core: Timed) -> str:
    return f"{uid} {_said(which, core)}"


def _said(which: Moment, core: Timed) -> str:
    """The same wherever its reader is."""
    if not isinstance(which, datetime):
        return f"{which:%Y%m%d}"
    if core.floating:
        return f"{which:%Y%m%dT%H%M%S}"
    return f"{which.astimezone(UTC):%Y%m%dT%H%M%SZ}"


class _Series:
    """As recurring_ical_events works it out: it sees times alone, and which event they are of."""

    def __init__(self, uid: str, core: Timed, others: list[Timed], clock: Clock) -> None:
        self._uid, self._core, self._clock = uid, core, clock
        self._events = [core, *others]

    def between(self, span: Span) -> Iterator[Instance]:
        rules = [line.value for line in self._core.component.lines.get("RRULE", ())]
        if len(rules) > _RULES:
            raise TooDense
        for rule in rules or [""]:
            query = recurring_ical_events.of(self._calendar(rule, span), components=[_EVENTS])
            yield from map(self._instance, query.between(span.low - _DAY, span.high + _DAY))

    def _instance(self, found: "_Occurrence") -> Instance:
        core, one, zone = self._core, self._events[found.place], self._clock.zone
        starts: Moment = found.start
        ends: Moment = found.end
        which = one.which or starts
        if one.onward:
            # It is of the one that it changes first, and of those that follow.
            which = starts - between(like(which, one.starts), one.starts)
        key = self._uid if one is core and not core.repeats else _key(self._uid, like(which, core.starts), core)
        starts_at, ends_at = in_utc(starts, zone), in_utc(ends, zone)
        if one is core and isinstance(starts, datetime):
            # All of them take as long, on the night when clocks are set, too.
            ends_at = starts_at + between(starts, ends)
        return _instance(starts_at, ends_at, key, one)

    def _calendar(self, rule: str, span: Span) -> icalendar.Calendar:
        calendar = icalendar.Calendar()
        calendar.add_component(self._repeating(rule, span))
        for place, other in enumerate(self._events[1:], start=1):
            event = _event(other, place)
            onward = {"RANGE": "THISANDFUTURE"} if other.onward else {}
            event.add("RECURRENCE-ID", like(other.which or other.starts, self._core.starts), onward)
            calendar.add_component(event)
        return calendar

    def _repeating(self, rule: str, span: Span) -> icalendar.Event:
        core = self._core
        low, high = span.low - _DAY - between(core.starts, core.ends), span.high + _DAY
        read = rule_of(rule, start=core.starts, low=low, high=high) if rule else None
        event = _event(core, 0, read.later if read else _AT_ONCE)
        if read:
            event.add("RRULE", icalendar.vRecur.from_ical(read.text))
        for name in ("RDATE", "EXDATE"):
            days = low.strftime("%Y%m%d"), high.strftime("%Y%m%d")
            dates = [when for line in core.component.lines.get(name, ()) for when in self._dates(line, *days)]
            if len(dates) > 2 * MOST:
                raise TooDense
            if dates:
                event.add(name, dates)
        return event

    def _dates(self, line: Line, low: str, high: str) -> Iterator[Moment | tuple[Moment, Moment]]:
        """Those in our days: no others are looked at."""
        for text in line.value.split(","):
            if low <= text.strip()[:8] <= high:
                first, _, last = text.partition("/")
                starts = like(self._clock.moment(line, first), self._core.starts)
                if not last:
                    yield starts
                elif last.strip().upper().startswith("P"):
                    yield starts, starts + length(last)
                else:
                    yield starts, like(self._clock.moment(line, last), self._core.starts)


def _event(one: Timed, place: int, later: timedelta = _AT_ONCE) -> icalendar.Event:
    event = icalendar.Event()
    event.add("UID", "one")
    event.add(_PLACE, str(place))
    event.add("DTSTART", one.starts + later)
    event.add("DTEND", one.ends + later)
    return event


class _Adapter(EventAdapter):  # type: ignore[misc]
    def __init__(self, component: icalendar.Component) -> None:
        super().__init__(component)
        self.place = int(component.get(_PLACE))


class _Occurrence(Occurrence):  # type: ignore[misc]
    """Not copied as a whole event, which takes most of the time."""

    def __init__(
        self, adapter: _Adapter, start: Moment | None = None, end: Moment | None = None, sequence: int = -1
    ) -> None:
        super().__init__(adapter, start, end, sequence)
        self.place = adapter.place

    def as_component(self, keep_recurrence_attributes: bool) -> "_Occurrence":
        return self


_EVENTS = ComponentsWithName("VEVENT", adapter=_Adapter, occurrence=_Occurrence)
