"""What is read from a calendar or an invitation, and how reading ends where nothing can be read.

Found     read_calendar(raw, zone=, at=)   in this process: reading.calendars
Found     read_apart(raw, zone=, at=)      in a process with limits, for what strangers wrote: reading.apart
people    read_people(text)                a pasted list or invitation: reading.people
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    """Why nothing was read; the sentences belong to who shows them."""

    NOT_A_CALENDAR = "not_a_calendar"  # no calendar begins in it, or it is packed, or its letters are in no known code
    BROKEN = "broken"  # a calendar, and not one event of it could be read
    TOO_LARGE = "too_large"  # more bytes than are taken
    TOO_MANY = "too_many"  # more events, people, rules or dates than anybody's calendar has
    TOO_LONG = "too_long"  # it was given up because of the time it took
    TOO_HEAVY = "too_heavy"  # it was given up because of the memory it took
    BUSY = "busy"  # as many are being read as may be at a time
    FAILED = "failed"  # the reader ended in a way that says nothing of the calendar: a restart, a full machine


# What is said of an invitation and is none: whether somebody will come, or that they would rather at another time. Of
# who is on the call and when it is there is no news in it.
ANSWERS = frozenset(("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"))


class Unreadable(Exception):
    """Says why in one word, and nothing of what stands in the file."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Person:
    name: str  # as written there, or empty
    address: str  # in small letters, or empty; never are both


@dataclass(frozen=True, slots=True)
class Event:
    """One instance of what may be a series."""

    key: str  # the same at each reading and when it is moved: UID, and which of the series
    title: str
    starts_at: datetime  # UTC; of what lasts all day, midnight in the reader's zone
    ends_at: datetime  # UTC; not before it starts
    all_day: bool
    cancelled: bool
    people: tuple[Person, ...]  # who is asked or asks, but no rooms and nobody who declined
    named: tuple[str, ...] = ()  # words of the title by which others are called who stand in it: who declined, say
    uid: str = ""  # the same of all of a series
    organizer: str = ""  # their address in small letters: two who give the same UID mean two things
    version: int = 0  # SEQUENCE: the higher one is the later word
    cut: bool = False  # not everybody on it was read


@dataclass(frozen=True, slots=True)
class Series:
    """A series, or a single event, that stands there with all that it is: within our days there are no other instances
    of it any more."""

    uid: str
    organizer: str
    version: int
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Found:
    events: tuple[Event, ...]  # the earliest first
    cut: bool  # there was more than is taken: instances, people of an event, or people of the file
    method: str  # of the invitation, in capitals: REQUEST, CANCEL, PUBLISH …; empty where none is given
    series: tuple[Series, ...] = ()  # those that stand in it whole

    @property
    def is_answer(self) -> bool:
        return self.method in ANSWERS
