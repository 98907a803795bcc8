"""What was read, on its way from one process to another. People stand there once, however many events they are on."""

import json
from dataclasses import astuple
from datetime import datetime

from apps.meetings.reading.events import Event, Found, Person, Series, Unreadable, Why


def packed(found: Found) -> str:
    places = dict[Person, int]()
    events = [
        [
            event.key,
            event.title,
            event.starts_at.isoformat(),
            event.ends_at.isoformat(),
            event.all_day,
            event.cancelled,
            [places.setdefault(person, len(places)) for person in event.people],
            *(event.named, event.uid, event.organizer, event.version, event.cut),
        ]
        for event in found.events
    ]
    people = [[person.name, person.address] for person in places]
    series = [astuple(one) for one in found.series]
    return json.dumps({"events": events, "people": people, "cut": found.cut, "method": found.method, "series": series})


def packed_why(why: Why) -> str:
    return json.dumps({"why": why})


def unpacked(text: str) -> Found:
    """Raises Unreadable if that is what was packed."""
    said = json.loads(text)
    if "why" in said:
        raise Unreadable(Why(said["why"]))
    people = [Person(name, address) for name, address in said["people"]]
    events = tuple(
        Event(
            key,
            title,
            datetime.fromisoformat(starts),
            datetime.fromisoformat(ends),
            all_day,
            cancelled,
            tuple(people[place] for place in places),
            tuple(named),
            *rest,
        )
        for key, title, starts, ends, all_day, cancelled, places, named, *rest in said["events"]
    )
    return Found(events, said["cut"], said["method"], tuple(Series(*one) for one in said["series"]))
