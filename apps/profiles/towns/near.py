"""Which towns are around a point."""

import math

from apps.profiles.places import Point
from apps.profiles.towns import reading
from apps.profiles.towns.town import Town

KM_PER_DEGREE = 111.195  # of latitude
# Of a pin: the largest town so near says where it is better than the village beside it.
NEAR = 12.0
FURTHER = (40.0, 120.0)  # km; beyond there is none
MOST = 500


def around(centre: Point, km: float, *, most: int) -> list[Town]:
    """The most populous in the square that reaches `km` to each side."""
    high = km / KM_PER_DEGREE
    wide = min(high / max(math.cos(math.radians(centre.latitude)), 0.01), 179.9)
    west, east = _turned(centre.longitude - wide), _turned(centre.longitude + wide)
    return reading.between(centre.latitude - high, centre.latitude + high, west, east, most=most)


def town_near(point: Point) -> Town | None:
    if found := [town for town in around(point, NEAR, most=MOST) if _km(town, point) <= NEAR]:
        return found[0]
    for km in FURTHER:
        if found := [town for town in around(point, km, most=MOST) if _km(town, point) <= km]:
            return min(found, key=lambda town: _km(town, point))
    return None


def _km(town: Town, point: Point) -> float:
    return Point(town.latitude, town.longitude).km_to(point)


def _turned(longitude: float) -> float:
    """Within -180 … 180."""
    return (longitude + 180) % 360 - 180
