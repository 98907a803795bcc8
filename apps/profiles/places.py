"""Where on the globe a fact is, as coarse as it is kept: to a hundredth of a degree, about a kilometre."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.profiles.models.topic import TraitKind

if TYPE_CHECKING:
    from apps.profiles.models import ProfileTrait

DIGITS = 2
EARTH_KM = 6371.0088
# Schools of one name that are further apart are two schools.
SAME_SCHOOL_KM = 50.0
# What can be put in a town; a place is one.
IN_A_TOWN = (TraitKind.SCHOOL, TraitKind.EMPLOYER, TraitKind.EVENT)
# What a pin can be dropped for: where a school of this name stands, anybody can look up. Anything else goes no finer
# than a town. Many a person works at home, and nobody is asked where that is.
PINNED = (TraitKind.SCHOOL,)


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float  # degrees
    longitude: float

    def coarse(self) -> "Point":
        # Adding zero: minus nothing is nothing.
        return Point(round(self.latitude, DIGITS) + 0.0, round(self.longitude, DIGITS) + 0.0)

    def is_on_the_globe(self) -> bool:
        """False for what is no number, too."""
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180

    def km_to(self, other: "Point") -> float:
        one, two = math.radians(self.latitude), math.radians(other.latitude)
        across = math.radians(other.longitude - self.longitude)
        half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
        return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def own_point(fact: "ProfileTrait") -> Point | None:
    """Where its holder put it."""
    if fact.latitude is None or fact.longitude is None:
        return None
    return Point(fact.latitude, fact.longitude)


def point_of(fact: "ProfileTrait") -> Point | None:
    """Where its holder put it, else where its entry is known to be."""
    topic = fact.topic
    if topic.latitude is None or topic.longitude is None:
        return own_point(fact)
    return own_point(fact) or Point(topic.latitude, topic.longitude)


def are_two(one: "ProfileTrait", other: "ProfileTrait") -> bool:
    """Whether facts of one name are two things all the same: schools far from each other."""
    here, there = point_of(one), point_of(other)
    if one.kind != TraitKind.SCHOOL or here is None or there is None:
        return False
    return here.km_to(there) > SAME_SCHOOL_KM
