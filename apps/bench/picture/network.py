"""What the circle's picture shows, from open facts as they are told in this circle.

A group is one tie of all its people, as its curators asked for it: who of them has said yes is nowhere in it. Blocks,
pauses, answers and meetings elsewhere are not asked about, except that whom the curator may not see is not there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from apps.bench.alone import Room, look_around
from apps.bench.proposals import find
from apps.circles.models import Circle, Membership
from apps.introductions.models import Introduction
from apps.matching.reasons import because
from apps.profiles.models import User

PROPOSED = 30  # of the bench's own, the strongest


@dataclass(frozen=True, slots=True)
class Tie:
    """Two people, or a group that was introduced together."""

    people: tuple[int, ...]  # sorted, as far as the curator sees them here
    kind: str  # "met", "asked" or "proposed"
    introduction: int | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    people: dict[int, User]  # by name
    new: set[int]
    alone: set[int]  # who know nobody in the whole circle, as told here
    ties: list[Tie]

    def of(self, user_id: int) -> list[Tie]:
        return [tie for tie in self.ties if user_id in tie.people]

    def only(self, user_ids: Iterable[int]) -> "Network":
        """The part that is these people."""
        some = set(user_ids)
        people = {i: user for i, user in self.people.items() if i in some}
        cut = (Tie(_among(tie.people, some), tie.kind, tie.introduction, tie.because) for tie in self.ties)
        return Network(people, self.new & some, self.alone & some, [tie for tie in cut if len(tie.people) > 1])


def read_network(circle: Circle, *, curator: User, at: datetime, today: date) -> Network:
    room = look_around(circle, curator=curator, at=at)
    users = User.objects.filter(pk__in=Membership.objects.others_in(circle, curator).values("user"))
    people = {user.pk: user for user in sorted(users.select_related("profile"), key=_by_name) if user.pk in room.joined}
    ties = dict[tuple[int, ...], Tie]()
    for tie in (
        *_introduced(circle, curator, at, set(people)),
        *_known(room),
        *_proposed(circle, curator, room, today),
    ):
        if people.keys() >= set(tie.people):
            ties.setdefault(tie.people, tie)
    new = {user_id for user_id in people if room.is_new(user_id)}
    alone = people.keys() - {i for tie in ties.values() if tie.kind == "met" for i in tie.people}
    return Network(people, new, alone, sorted(ties.values(), key=lambda tie: (tie.people, tie.kind)))


def _by_name(user: User) -> tuple[str, int]:
    return user.profile.display_name.casefold(), user.pk


def _introduced(circle: Circle, curator: User, at: datetime, here: set[int]) -> list[Tie]:
    """What this circle's curators asked: those that were made, then those that are open."""
    rows = Introduction.objects.visible_to_curator(curator).filter(circle=circle)
    kinds = {Introduction.State.MADE: "met", Introduction.State.ASKED: "asked"}
    found = list[Tie]()
    for row in rows.prefetch_related("answers").order_by("-asked_at", "-pk"):
        kind = kinds.get(Introduction.State(row.state_for(curator, at=at)))
        among = _among((answer.user_id for answer in row.answers.all()), here)
        if kind and len(among) > 1:
            found.append(Tie(among, kind, row.pk))
    return sorted(found, key=lambda tie: tie.kind != "met")


def _known(room: Room) -> Iterator[Tie]:
    return (Tie(two, "met") for two in room.known)


def _proposed(circle: Circle, curator: User, room: Room, today: date) -> Iterator[Tie]:
    for low, high, reasons in find(circle, curator=curator, room=room, today=today, limit=PROPOSED).pairs:
        yield Tie((low.pk, high.pk), "proposed", None, tuple(reason.sentence for reason in because(reasons)))


def _among(user_ids: Iterable[int], here: set[int]) -> tuple[int, ...]:
    return tuple(sorted(here.intersection(user_ids)))
