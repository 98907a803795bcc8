"""A whole network, checked. Every cross-reference holds and nothing is there twice."""

import zoneinfo
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.circles.tags import RESERVED
from apps.instance.text import clean_line
from apps.introductions.network_import.facts import Fact, read_fact
from apps.introductions.network_import.files import Problems, not_there, rows
from apps.profiles.plain_words import NotPlain, refuse_links

LONGEST = {"name": 80, "headline": 120, "why": 300, "email": 254}


@dataclass(frozen=True, slots=True)
class Person:
    external_id: str
    name: str
    email: str
    headline: str
    time_zone: str
    why: str


@dataclass
class Network:
    source: str
    people: dict[str, Person] = field(default_factory=dict)
    # Also those of people whose row is wrong.
    ids: set[str] = field(default_factory=set)
    facts: dict[tuple[str, str, str], tuple[str, Fact]] = field(default_factory=dict)
    ties: set[tuple[str, str]] = field(default_factory=set)
    members: dict[tuple[str, str], None] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    # By tag: what the circle is called in the files.
    circles: dict[str, str] = field(default_factory=dict)
    # Rows that said again what another row said.
    repeated: int = 0

    @property
    def tags(self) -> list[str]:
        return list(self.circles)

    @property
    def in_no_circle(self) -> int:
        return len(self.people) - len({person for _tag, person in self.members})


def read_network(folder: Path, *, source: str) -> Network:
    """Reads and checks everything; raises BadNetwork with file, line and reason of up to twenty problems."""
    network, problems = Network(source), Problems()
    for line, row in rows(folder, "people.csv", problems):
        _person(network, line, row, problems)
    # The other files refer to people: without all of them every second row there would seem wrong.
    if "people.csv" in problems.unread:
        problems.stop()
    for line, row in rows(folder, "traits.csv", problems):
        _fact(network, line, row, problems)
    for line, row in rows(folder, "ties.csv", problems):
        _tie(network, line, row, problems)
    for line, row in rows(folder, "circles.csv", problems):
        _member(network, line, row, problems)
    problems.stop()
    return network


def _person(network: Network, line: int, row: dict[str, str], problems: Problems) -> None:
    name, headline, why = (clean_line(row.get(column, "")) for column in ("name", "headline", "why"))
    person = Person(row["id"], name, row.get("email", "").lower(), headline, row.get("timezone", "") or "UTC", why)
    network.ids.add(person.external_id)
    if reason := _twice(network, person) or _bad_id(person.external_id) or _bad_words(person):
        problems.add("people.csv", line, reason)
        return
    network.people[person.external_id] = person
    network.addresses.add(person.email)


def _fact(network: Network, line: int, row: dict[str, str], problems: Problems) -> None:
    fact = read_fact(row)
    reason = _unknown(network, row["person_id"]) or (fact if isinstance(fact, str) else "")
    if reason or isinstance(fact, str):
        problems.add("traits.csv", line, reason)
        return
    key = (row["person_id"], fact.kind, fact.folded)
    network.repeated += key in network.facts
    network.facts.setdefault(key, (row["person_id"], fact))


def _tie(network: Network, line: int, row: dict[str, str], problems: Problems) -> None:
    one, other = row["a"], row["b"]
    reason = _unknown(network, one) or _unknown(network, other)
    if one == other:
        reason = _("A person cannot be tied to themselves. Take the row out.")
    if reason:
        problems.add("ties.csv", line, reason)
        return
    tie = (min(one, other), max(one, other))
    network.repeated += tie in network.ties
    network.ties.add(tie)


def _member(network: Network, line: int, row: dict[str, str], problems: Problems) -> None:
    tag = _tag(network.source, row["circle_id"])
    reason = _bad_tag(tag) or _two_in_one(network, tag, row["circle_id"]) or _unknown(network, row["person_id"])
    if reason:
        problems.add("circles.csv", line, reason)
        return
    network.circles[tag] = row["circle_id"]
    network.repeated += (tag, row["person_id"]) in network.members
    network.members[tag, row["person_id"]] = None


def _tag(source: str, name: str) -> str:
    """A number means something only together with the network's name."""
    tag = slugify(name).replace("_", "-")
    return (f"{source}-{tag}" if tag.isdigit() else tag)[:40].strip("-")


def _bad_tag(tag: str) -> str:
    if not tag:
        return _("The circle has no usable name. Use letters and digits.")
    if tag in RESERVED:
        return _("No circle can be called #%(tag)s. Give it another name.") % {"tag": tag}
    return ""


def _two_in_one(network: Network, tag: str, name: str) -> str:
    other = network.circles.get(tag, name)
    if other == name:
        return ""
    sentence = _("The circles %(one)s and %(other)s would both be #%(tag)s. Rename one, or call them the same.")
    return sentence % {"one": other, "other": name, "tag": tag}


def _unknown(network: Network, person: str) -> str:
    return "" if person in network.ids else not_there(person)


def _twice(network: Network, person: Person) -> str:
    if person.external_id in network.people:
        return _("The id %(id)s is there twice. Give every person an id of their own.") % {"id": person.external_id}
    if person.email and person.email in network.addresses:
        sentence = _("The address %(email)s is there twice. Make one row of one person.")
        return sentence % {"email": person.email}
    return ""


def _bad_words(person: Person) -> str:
    return (
        _too_long(person)
        or _bad_email(person.email)
        or _bad_zone(person.time_zone)
        or _bad_link(person.name)
        or _bad_link(person.why)
    )


def _bad_id(key: str) -> str:
    return "" if 0 < len(key) <= 60 else _("The id is empty or longer than 60 characters.")


def _bad_email(email: str) -> str:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        return _("%(email)s is not an email address.") % {"email": email}
    return ""


def _bad_zone(zone: str) -> str:
    if zone in _zones():
        return ""
    return _("%(zone)s is not a time zone. Write it like Europe/Berlin.") % {"zone": zone}


@cache
def _zones() -> frozenset[str]:
    """Looking them up reads a folder."""
    return frozenset(zoneinfo.available_timezones())


def _bad_link(words: str) -> str:
    try:
        refuse_links(words)
    except NotPlain as error:
        return str(error)
    return ""


def _too_long(person: Person) -> str:
    for column, most in LONGEST.items():
        if len(getattr(person, column)) > most:
            return _("The %(column)s is longer than %(most)s characters.") % {"column": column, "most": most}
    return ""
