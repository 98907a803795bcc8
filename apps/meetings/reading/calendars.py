"""What stands in a calendar: the events from a day ago to sixty days on, and who is on them.

It reads in this process, and what somebody wrote to take long takes long; see `apart` for what came from outside."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from apps.meetings.reading.attending import organizer_of, people_of, plain
from apps.meetings.reading.calling import called, in_title, pieces
from apps.meetings.reading.events import ANSWERS, Event, Found, Person, Series, Unreadable, Why
from apps.meetings.reading.lines import Component, Sheet, cut
from apps.meetings.reading.moments import is_day
from apps.meetings.reading.rules import TooDense
from apps.meetings.reading.series import Instance, Span, instances
from apps.meetings.reading.timed import Clock, Timed, outside
from apps.meetings.reading.zones import Zones

LARGEST = 1024 * 1024  # bytes
INSTANCES, PEOPLE, ALL_PEOPLE = 500, 200, 2000  # of a file, of an event, of a file
BACK, AHEAD = timedelta(days=1), timedelta(days=60)
_TITLE, _UID = 200, 200  # characters


def read_calendar(raw: bytes, *, zone: str, at: datetime) -> Found:
    """Raises Unreadable, and nothing else that comes from what stands there."""
    if len(raw) > LARGEST:
        raise Unreadable(Why.TOO_LARGE)
    sheet = cut(raw)
    reader = ZoneInfo(zone)
    clock = Clock(Zones(sheet.zones, at=at), reader)
    reading = _Reading(clock, Span((at - BACK).astimezone(UTC), (at + AHEAD).astimezone(UTC)))
    reading.read(sheet)
    if not reading.found and (reading.dense or reading.broken):
        raise Unreadable(Why.TOO_MANY if reading.dense else Why.BROKEN)
    return reading.result(sheet)


@dataclass(slots=True)
class _Reading:
    clock: Clock
    span: Span
    found: dict[str, Instance] = field(default_factory=dict)
    dense: bool = False  # something came more often than is read
    broken: bool = False  # something could not be read
    said: dict[str, Series] = field(default_factory=dict)  # by UID, also of what is not whole
    torn: set[str] = field(default_factory=set)  # UIDs of what is not whole

    def read(self, sheet: Sheet) -> None:
        for uid, events in self._by_uid(sheet.events).items():
            cores = [one for one in events if one.which is None]
            self.said[uid] = _said(uid, cores or events, sheet.method)
            try:
                for instance in instances(uid, events, self.clock, self.span) if self._is_near(events) else ():
                    self.found.setdefault(instance.key, instance)
                if not cores:
                    self.torn.add(uid)
            except TooDense:
                self.torn.add(uid)
                self.dense = True
            except MemoryError:
                raise
            except Exception:
                # What else a broken event may raise in the libraries nobody knows; the others are read.
                self.torn.add(uid)
                self.broken = True

    def _by_uid(self, components: list[Component]) -> dict[str, list[Timed]]:
        found = defaultdict[str, list[Timed]](list)
        for component in components:
            uid = _uid(component)
            try:
                found[uid].append(self.clock.timed(component))
            except (ValueError, OverflowError):
                self.torn.add(uid)
                self.broken = True
        return {uid: events for uid, events in found.items() if events}

    def _is_near(self, events: list[Timed]) -> bool:
        low, high = self.span.low.date(), self.span.high.date()
        return any(one.repeats or not outside(one, low, high) for one in events)

    def result(self, sheet: Sheet) -> Found:
        first = sorted(self.found.values(), key=lambda one: (one.starts_at, one.key))
        people = _People()
        events = tuple(self._event(one, people, sheet.method) for one in first[:INSTANCES])
        torn = self.torn | {_uid(one.timed.component) for one in first[INSTANCES:]}
        # An invitation that adds one to a series says nothing of the others.
        adds = sheet.method == "ADD" or sheet.method in ANSWERS
        series = () if adds else tuple(one for uid, one in sorted(self.said.items()) if uid not in torn)
        return Found(events, self.dense or people.more or len(first) > INSTANCES, sheet.method, series)

    def _event(self, one: Instance, people: "_People", method: str) -> Event:
        component = one.timed.component
        named = people.of(component)
        uid = _uid(component)
        return Event(
            one.key,
            named.title,
            one.starts_at,
            one.ends_at,
            is_day(one.timed.starts),
            _is_cancelled(one.timed, method),
            named.people,
            named.others,
            uid,
            self.said[uid].organizer,
            one.timed.sequence,
            named.cut,
        )


class _Named(NamedTuple):
    """Who stands in an event."""

    title: str
    people: tuple[Person, ...]
    cut: bool  # there are more
    others: tuple[str, ...]  # words of the title, by which others are called who are named


@dataclass(slots=True)
class _People:
    """Of a file, each event's once."""

    all: set[Person] = field(default_factory=set)
    more: bool = False
    _read: dict[int, _Named] = field(default_factory=dict)

    def of(self, component: Component) -> _Named:
        if id(component) not in self._read:
            self._read[id(component)] = self._of(component)
        return self._read[id(component)]

    def _of(self, component: Component) -> _Named:
        there = people_of(component, most=PEOPLE)
        taken, others = list[Person](), list(there.others)
        for person in there.people:
            if person in self.all or len(self.all) < ALL_PEOPLE:
                self.all.add(person)
                taken.append(person)
            else:
                others.append(person)
        cut = there.more or len(taken) < len(there.people)
        self.more = self.more or cut
        title = plain(component.value("SUMMARY"), _TITLE)
        return _Named(title, tuple(taken), cut, _said_in(title, others))


def _said_in(title: str, others: Iterable[Person]) -> tuple[str, ...]:
    """The words of a title by which one of these people is called."""
    folded = {word for _piece, word in pieces(title) if word}
    found = set[str]()
    for person in others:
        found |= in_title(folded, called(person))
    return tuple(sorted(found))


def _said(uid: str, events: list[Timed], method: str) -> Series:
    newest = max(events, key=lambda one: one.newness)
    return Series(uid, organizer_of(newest.component), newest.sequence, _is_cancelled(newest, method))


def _is_cancelled(one: Timed, method: str) -> bool:
    return method == "CANCEL" or one.component.value("STATUS").upper() == "CANCELLED"


def _uid(component: Component) -> str:
    """Who gives none has its times and title for a name."""
    uid = component.value("UID")
    if uid and uid.isprintable() and len(uid) <= _UID:
        return uid
    lines = uid or [component.value(name) for name in ("DTSTART", "DTEND", "SUMMARY")]
    return sha256(repr(lines).encode(errors="replace")).hexdigest()
