"""Where a fact is, as its row keeps it: coordinates to about a kilometre, and the town that others read."""

import re
from functools import lru_cache

from apps.profiles.models import ProfileTrait, TraitKind
from apps.profiles.places import IN_A_TOWN, PINNED, Point, own_point, point_of
from apps.profiles.towns import reading
from apps.profiles.towns.near import town_near
from apps.profiles.towns.town import Town

Fields = dict[str, float | str | None]

NOWHERE: Fields = {"latitude": None, "longitude": None, "town": ""}
# What `written` writes.
_LINE = re.compile(r"(-?\d{1,2}\.\d{1,2}),(-?\d{1,3}\.\d{1,2}),(.{1,80})", re.ASCII)
STILL_THERE = 30.0  # km from the middle of a town: whoever chose it and drops a pin there means that town

KEPT = 4096


def of_town(town: Town) -> Fields:
    return _fields(Point(town.latitude, town.longitude), town.label)


def of_pin(point: Point, *, chosen: str = "") -> Fields | None:
    """None where no town is near. `chosen`: the town that the fact was put in before."""
    town = reading.labelled(chosen) if chosen else None
    if town is None or Point(town.latitude, town.longitude).km_to(point) > STILL_THERE:
        town = town_near(point)
    return _fields(point, town.label) if town else None


def is_known_by_town(trait: ProfileTrait) -> bool:
    """It stands in the middle of its town: where there, nobody has said."""
    town = reading.labelled(trait.town) if trait.town else None
    return town is not None and of_town(town) == _fields(Point(trait.latitude or 0, trait.longitude or 0), town.label)


def written(trait: ProfileTrait) -> str:
    """In one line, like "40.89,-73.87,The Bronx, NY"; empty where it is nowhere."""
    point = own_point(trait)
    return line(point, trait.town) if point else ""


def line(point: Point, town: str) -> str:
    return f"{point.latitude:.2f},{point.longitude:.2f},{town}"


def read(written: str, kind: str) -> Fields:
    """The line that was `written`; nowhere for any other."""
    found = _LINE.fullmatch(written)
    if found is None or kind not in IN_A_TOWN:
        return NOWHERE
    if kind not in PINNED:
        town = reading.labelled(found[3])
        return of_town(town) if town else NOWHERE
    point = Point(float(found[1]), float(found[2]))
    return (point.is_on_the_globe() and of_pin(point, chosen=found[3])) or NOWHERE


def candidates(trait: ProfileTrait) -> list[Town]:
    """Of a place that is not on the map yet: the towns that may be meant."""
    return reading.called(trait.name) if trait.kind == TraitKind.PLACE and not trait.town else []


def may_be_several(trait: ProfileTrait) -> bool:
    """A place of which its holder has not said yet where it is."""
    is_open = trait.kind == TraitKind.PLACE and point_of(trait) is None
    return is_open and _are_several(trait.name, reading.stamp())


@lru_cache(KEPT)
def _are_several(name: str, _stamp: int) -> bool:
    """Where many reasons are told, the same names are asked about again and again."""
    return reading.only_one(name) is None and len(reading.called(name)) > 1


def _fields(point: Point, town: str) -> Fields:
    coarse = point.coarse()
    return {"latitude": coarse.latitude, "longitude": coarse.longitude, "town": town}
