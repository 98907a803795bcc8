"""A map of a fact's surroundings, drawn from the towns alone: no other site is asked, so none learns where anybody was.
Measures are in pixels of a square, the fact in its middle."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from apps.profiles.places import Point
from apps.profiles.towns.near import KM_PER_DEGREE, around
from apps.profiles.towns.town import Town

SIZE = 288  # what a page at 320 pixels has room for; the browser tells where it was pressed in these
SPANS = (12, 25, 50, 100, 200, 400)  # km from side to side
USUAL = 25
MOST = 40  # towns looked at
NAMED = 9
_LETTER, _LINE, _GAP = 6.6, 15, 6  # of a name: width of a letter, height, distance from its dot
_OVER = 20  # a name above or below its dot
_BARS = (1, 2, 5, 10, 20, 50, 100)  # km
_MOVES = {"north": (0, -1), "south": (0, 1), "west": (-1, 0), "east": (1, 0)}


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        beside = self.right < other.left or other.right < self.left
        return not (beside or self.bottom < other.top or other.bottom < self.top)

    def is_inside(self) -> bool:
        return self.left >= 2 and self.top >= 2 and self.right <= SIZE - 2 and self.bottom <= SIZE - 2


# The pin in the middle, and the scale in the lower left corner.
_SCALE = Box(0, 252, 150, SIZE)
_TAKEN = (Box(133, 133, 155, 155), _SCALE)


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    radius: int
    name: str  # empty where there is no room for it
    text_x: int
    text_y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    centre: Point
    span: int
    dots: list[Dot]
    bar: int  # pixels
    bar_km: int

    size = SIZE
    middle = SIZE // 2

    @property
    def nearer(self) -> int | None:
        return next((span for span in reversed(SPANS) if span < self.span), None)

    @property
    def further(self) -> int | None:
        return next((span for span in SPANS if span > self.span), None)


def drawn(centre: Point, span: int) -> Map:
    span = span if span in SPANS else USUAL
    bar = max(km for km in _BARS if km <= span / 3)
    return Map(centre, span, list(_dots(centre, span)), round(bar * SIZE / span), bar)


def pressed(centre: Point, span: int, x: float, y: float) -> Point:
    """Where on the globe, or off it, a point of the map is."""
    east, south = (x - SIZE / 2) * span / SIZE, (y - SIZE / 2) * span / SIZE
    longitude = centre.longitude + east / (KM_PER_DEGREE * _narrow(centre))
    return Point(centre.latitude - south / KM_PER_DEGREE, (longitude + 180) % 360 - 180)


def moved(centre: Point, span: int, way: str) -> Point:
    """An eighth of the map that way."""
    right, down = _MOVES[way]
    return pressed(centre, span, SIZE / 2 + right * SIZE / 8, SIZE / 2 + down * SIZE / 8)


def _dots(centre: Point, span: int) -> Iterator[Dot]:
    """A town whose dot would lie under the name of a larger one is left out."""
    taken, names = list(_TAKEN), [_SCALE]
    for town in around(centre, span / 2, most=MOST):
        x, y = _place(centre, span, town)
        dot = Box(x - 3, y - 3, x + 3, y + 3)
        if any(map(dot.touches, names)):
            continue
        free = (one for one in _labels(x, y, town.name) if one[0].is_inside() and not any(map(one[0].touches, taken)))
        label = next(free, None) if len(names) <= NAMED else None
        taken.append(dot)
        if label is None:
            yield Dot(x, y, 2, "", 0, 0, "start")
            continue
        names.append(label[0])
        taken.append(label[0])
        yield Dot(x, y, 3, town.name, *label[1])


def _labels(x: int, y: int, name: str) -> Iterator[tuple[Box, tuple[int, int, str]]]:
    """Right of its dot, left, above or below: what it covers, and where the text stands."""
    width, half = len(name) * _LETTER, _LINE / 2
    yield Box(x + _GAP, y - half, x + _GAP + width, y + half), (x + _GAP, y, "start")
    yield Box(x - _GAP - width, y - half, x - _GAP, y + half), (x - _GAP, y, "end")
    for away in (-_OVER, _OVER):
        yield Box(x - width / 2, y + away - half, x + width / 2, y + away + half), (x, y + away, "middle")


def _place(centre: Point, span: int, town: Town) -> tuple[int, int]:
    across = (town.longitude - centre.longitude + 180) % 360 - 180
    east, north = across * KM_PER_DEGREE * _narrow(centre), (town.latitude - centre.latitude) * KM_PER_DEGREE
    return round(SIZE / 2 + east * SIZE / span), round(SIZE / 2 - north * SIZE / span)


def _narrow(centre: Point) -> float:
    """How much shorter a degree of longitude is there."""
    return max(math.cos(math.radians(centre.latitude)), 0.01)
