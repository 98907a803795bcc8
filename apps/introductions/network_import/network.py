"""A whole network, checked. Every cross-reference holds and nothing is there twice."""

import zoneinfo
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.introductions.network_import.facts import Fact, read_fact
from apps.introductions.network_import.files import Problems, rows
from apps.profiles.text import clean_line


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
    facts: dict[tuple[str, str, str], tuple[str, Fact]] = field(default_factory=dict)
    ties: set[tuple[str, str]] = field(default_factory=set)
    members: dict[tuple[str, str], None] = field(default_factory=dict)
    # Rows that said again what another row said.
    repeated: int = 0

    @property
    def tags(self) -> list[str]:
        return list(dict.fromkeys(tag for tag, _person in self.members))

    @property
    def in_no_circle(self) -> int:
        return len(self.people) - len({person for _tag, person in self.members})


def read_network(folder: Path, *, source: str) -> Network:
    """Reads and checks everything; raises BadNetwork with file, line and reason of up to twenty problems."""
    network, problems = Network(source), Problems()
    for line, row in rows(folder, "people.csv", problems):
        _person(network, line, row, problems)
    # The other files refer to people, so mistakes there are told first.
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
    key, email, zone = row["id"], row.get("email", "").lower(), row.get("timezone", "")
    reason = _bad_id(key) or _bad_email(email) or _bad_zone(zone) or _too_long(row)
    if key in network.people:
        reason = _("The id %(id)s is there twice. Give every person an id of their own.") % {"id": key}
    if reason:
        problems.add("people.csv", line, reason)
        return
    name, headline = clean_line(row.get("name", "")), clean_line(row.get("headline", ""))
    network.people[key] = Person(key, name, email, headline, zone or "UTC", clean_line(row.get("why", "")))


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
    tag = slugify(row["circle_id"]).replace("_", "-")
    tag = (f"{network.source}-{tag}" if tag.isdigit() else tag)[:40].strip("-")
    reason = _unknown(network, row["person_id"])
    if not tag:
        reason = _("The circle has no usable name. Use letters and digits.")
    if reason:
        problems.add("circles.csv", line, reason)
        return
    network.repeated += (tag, row["person_id"]) in network.members
    network.members[tag, row["person_id"]] = None


def _unknown(network: Network, person: str) -> str:
    if person in network.people:
        return ""
    return _("Person %(id)s is not in people.csv. Add them there or take this row out.") % {"id": person}


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
    if not zone or zone in zoneinfo.available_timezones():
        return ""
    return _("%(zone)s is not a time zone. Write it like Europe/Berlin.") % {"zone": zone}


def _too_long(row: dict[str, str]) -> str:
    for column, most in (("name", 80), ("headline", 120), ("why", 300), ("email", 254)):
        if len(row.get(column, "")) > most:
            return _("The %(column)s is longer than %(most)s characters.") % {"column": column, "most": most}
    return ""
