"""Who is on a call, as its ATTENDEE and ORGANIZER lines say: people, and not rooms, lists, or who declined."""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import chain
from typing import NamedTuple
from urllib.parse import unquote

from apps.meetings.reading.events import Person
from apps.meetings.reading.lines import Component, Line

_NAME, _ADDRESS = 200, 254  # characters
_THINGS = frozenset(("ROOM", "RESOURCE"))
_NOT_COMING = frozenset(("DECLINED", "DELEGATED"))
# What Google calls its calendars, its rooms, and whoever made an event that it did not make.
_MACHINES = ("@group.calendar.google.com", "@resource.calendar.google.com", "@import.calendar.google.com")
_UNKNOWN = "unknownorganizer@calendar.google.com"
_ESCAPED = re.compile(r"\\([\\;,nN])|\^([n^'])")
_ADDRESS_FORM = re.compile(r"[^\s@<>()\[\]\",;:]{1,64}@[^\s@<>()\[\]\",;:]{1,250}")


class Attending(NamedTuple):
    people: tuple[Person, ...]  # each once, in the order in which they stand there
    more: bool  # there are more than are taken
    others: tuple[Person, ...]  # who stand in it and are not among these


class _Part(Enum):
    COMES = 0
    STAYS_AWAY = 1  # also where another line has them come
    IS_NAMED = 2  # to be told of it, or as a list of others


def people_of(event: Component, *, most: int) -> Attending:
    absent = set[str]()
    found, others = dict[str, Person](), list[tuple[str, Person]]()
    more = False
    for person, part in chain(_read(event, "ORGANIZER"), _read(event, "ATTENDEE")):
        who = person.address or person.name.casefold()
        if part is _Part.STAYS_AWAY:
            absent.add(who)
        if part is _Part.COMES and who in found:
            found[who] = Person(found[who].name or person.name, person.address)
        elif part is _Part.COMES and (len(found) < most or who in absent):
            found[who] = person
        else:
            more = more or part is _Part.COMES
            others.append((who, person))
    others += [(who, person) for who, person in found.items() if who in absent]
    people = {who: person for who, person in found.items() if who not in absent}
    return Attending(tuple(people.values()), more, tuple(person for who, person in others if who not in people))


def organizer_of(event: Component) -> str:
    """Their address; empty where none is given that anybody could write to."""
    line = event.first("ORGANIZER")
    return _address(line, line.parameters) if line else ""


def _read(event: Component, name: str) -> Iterator[tuple[Person, _Part]]:
    for line in event.lines.get(name, ()):
        parameters = line.parameters
        if parameters.get("CUTYPE", "").upper() in _THINGS:
            continue
        address = _address(line, parameters)
        if address.endswith(_MACHINES) or address == _UNKNOWN:
            continue
        person = Person(name_of(parameters.get("CN", "")), address)
        if person.name or person.address:
            yield person, _part(parameters)


def _part(parameters: dict[str, str]) -> _Part:
    if parameters.get("CUTYPE", "").upper() == "GROUP" or parameters.get("ROLE", "").upper() == "NON-PARTICIPANT":
        return _Part.IS_NAMED
    return _Part.STAYS_AWAY if parameters.get("PARTSTAT", "").upper() in _NOT_COMING else _Part.COMES


def _address(line: Line, parameters: dict[str, str]) -> str:
    """Apple and Exchange write what only they understand where an address belongs, and the address beside it."""
    value = line.value
    scheme, _, rest = value.partition(":")
    if scheme.lower() == "mailto":
        value = unquote(rest.partition("?")[0], errors="replace")
    return address_of(value) or address_of(parameters.get("EMAIL", "")) or address_of(parameters.get("X-EMAIL", ""))


def address_of(text: str) -> str:
    """In small letters; empty for what is none."""
    text = text.strip(" \t'\"<>").lower()
    if len(text) > _ADDRESS or not text.isprintable() or not _ADDRESS_FORM.fullmatch(text):
        return ""
    return text


def name_of(text: str) -> str:
    """Empty where an address stands in its place."""
    name = plain(text, _NAME).strip("'\" ")
    return "" if "@" in name else name


def plain(text: str, longest: int) -> str:
    """On one line, without the escapes of calendars and what cannot be shown."""
    text = _ESCAPED.sub(_unescaped, text[: 4 * longest])
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:longest].strip()


def _unescaped(found: re.Match[str]) -> str:
    sign = found[1] or found[2]
    return {"n": " ", "N": " ", "'": '"'}.get(sign, sign)
