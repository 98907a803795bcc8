"""Who on a meeting is somebody the reader may know.

The work is the same whoever is looked for: everybody whom the reader may recognise is fetched, and who is meant is
found among them here. An address of nobody, of somebody in no circle of theirs, of somebody who hid, paused or blocked
is the same miss in the same table. Nothing is written, counted or logged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress

from apps.meetings.names import looked_up_as
from apps.meetings.reading.events import Person
from apps.profiles import recognition
from apps.profiles.models import User


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who may be shown: by an address, or without one by their name."""

    person_id: int
    address_id: int | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Those who are on some meetings, each looked up once."""

    seen: dict[Person, list[Seen]]
    readers: set[Person]  # the reader, as the meetings have them

    def among(self, people: Iterable[Person]) -> tuple[dict[int, Seen], list[Person]]:
        """Who may be shown, by person, an address before a name; and those who are not."""
        there = dict.fromkeys(people)
        found = sorted(
            (one for person in there for one in self.seen[person]), key=lambda one: one.address_id is not None
        )
        unseen = [person for person in there if not self.seen[person] and person not in self.readers]
        return {one.person_id: one for one in found}, unseen


@dataclass(frozen=True, slots=True)
class Recognisable:
    """Everybody whom one reader may recognise, at this moment."""

    own: frozenset[str]  # the reader's addresses, and their name
    addresses: dict[str, Seen]
    names: dict[str, list[Seen]] = field(default_factory=dict)
    called: dict[int, str] = field(default_factory=dict)  # by person, as the reader reads it

    def find_all(self, people: Iterable[Person]) -> Looked:
        seen, readers = dict[Person, list[Seen]](), set[Person]()
        for person in set(people):
            ways = looked_up_as(person.name)
            seen[person] = self.find(person, ways)
            if self._is_reader(person, ways):
                seen[person] = []
                readers.add(person)
        return Looked(seen, readers)

    def find(self, person: Person, ways: Sequence[str]) -> list[Seen]:
        """By the address it is one; by the name there may be several of it. `ways`: what the name is looked up as."""
        by_address = self.addresses.get(person.address)
        by_name = [seen for way in ways for seen in self.names.get(way, ())]
        return [by_address] if by_address else by_name

    def _is_reader(self, person: Person, ways: Sequence[str]) -> bool:
        return person.address in self.own or (not person.address and any(way in self.own for way in ways))


def recognisable_by(viewer: User) -> Recognisable:
    """Three queries, which say nothing of whom one looks for."""
    mine = EmailAddress.objects.filter(user=viewer).values_list("email", flat=True)
    own = frozenset({*(address.lower() for address in mine), *looked_up_as(viewer.profile.name)})
    rows = recognition.addresses_to_recognise(viewer).order_by("pk").values_list("email", "user_id", "pk")
    addresses = {email.lower(): Seen(user_id, pk) for email, user_id, pk in rows}
    names = defaultdict[str, list[Seen]](list)
    called = dict(recognition.names_to_recognise(viewer).order_by("pk").values_list("user_id", "name"))
    for user_id, name in called.items():
        for way in looked_up_as(name):
            names[way].append(Seen(user_id))
    return Recognisable(own, addresses, dict(names), called)
