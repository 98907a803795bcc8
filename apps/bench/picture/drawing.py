"""The network as shapes: lines, dots and names, with what a stylesheet needs to know of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from apps.bench.picture.forces import Points
from apps.bench.picture.labels import Label, place_labels
from apps.bench.picture.layout import Layout, lay_out
from apps.bench.picture.network import Network, Tie
from apps.profiles.models import User

LONGEST = 11  # letters of a first name below a dot
MANY_LINES, FLOOD_OF_LINES = 1000, 4000


@dataclass(frozen=True, slots=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int
    css: str

    @property
    def path(self) -> str:
        """As SVG has it; thousands of them are told faster so than number by number in a template."""
        return f"M{self.x1} {self.y1}L{self.x2} {self.y2}"


@dataclass(frozen=True, slots=True)
class Dot:
    user: User
    x: int
    y: int
    css: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class Knot:
    """The middle of a group that was introduced together."""

    x: int
    y: int
    css: str


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    lines: list[Line]
    knots: list[Knot]
    dots: list[Dot]

    @property
    def density(self) -> str:
        """So many lines that each has to be faint, or barely there."""
        if len(self.lines) > FLOOD_OF_LINES:
            return "dense flood"
        return "dense" if len(self.lines) > MANY_LINES else ""


def draw(network: Network, *, chosen: int | None = None) -> Drawing:
    places = {user_id: place for place, user_id in enumerate(network.people)}
    pairs = [(places[a], places[b]) for tie in network.ties for a, b in combinations(tie.people, 2)]
    layout = lay_out(len(places), pairs)
    lines, knots = list[Line](), list[Knot]()
    for tie in sorted(network.ties, key=lambda tie: (chosen in tie.people, tie.kind == "proposed")):
        css = f"{tie.kind} chosen" if chosen in tie.people else tie.kind
        ends = layout.points[[places[i] for i in tie.people]]
        if len(ends) > 2:
            knots.append(Knot(*_whole(ends.mean(axis=0)), css))
        lines.extend(_lines(ends, css))
    return Drawing(layout.width, layout.height, lines, knots, list(_dots(network, layout, chosen)))


def _lines(ends: Points, css: str) -> Iterator[Line]:
    """One between two; of a group one from each to the middle."""
    starts = ends if len(ends) > 2 else ends[:1]
    goal = ends.mean(axis=0) if len(ends) > 2 else ends[1]
    for start in starts:
        yield Line(*_whole(start), *_whole(goal), css)


def _dots(network: Network, layout: Layout, chosen: int | None) -> Iterator[Dot]:
    near = {i for tie in network.ties if chosen in tie.people for i in tie.people}
    alone = network.alone
    names = [_names(user) for user in network.people.values()]
    labels = place_labels(layout.points, names)
    for (user_id, user), point, label in zip(network.people.items(), layout.points, labels, strict=True):
        states = {"new": user_id in network.new, "alone": user_id in alone}
        states |= {"chosen": user_id == chosen, "near": user_id in near and user_id != chosen}
        css = " ".join(name for name, holds in states.items() if holds)
        yield Dot(user, *_whole(point), css, label)


def _names(user: User) -> Sequence[str]:
    first = user.profile.first_name
    short = first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"
    return (short, user.profile.initials)


def _whole(point: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> tuple[int, int]:
    return int(point[0]), int(point[1])


def ties_by_person(network: Network) -> dict[int, list[Tie]]:
    found: dict[int, list[Tie]] = {user_id: [] for user_id in network.people}
    for tie in network.ties:
        for user_id in tie.people:
            found[user_id].append(tie)
    return found
