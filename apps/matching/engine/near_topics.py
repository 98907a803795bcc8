"""Which spots (a topic at one place) are close to each other, and what that says."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from apps.matching.engine.arrays import Anything, Bools, Floats, Ints, find, offsets_of, on_grid
from apps.matching.engine.globe import EARTH_KM, chord, on_sphere
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import over_half, rarity


@dataclass(frozen=True, slots=True)
class NearTopics:
    """q ordered pairs of u spots, by (one, other); both ways round, never one with itself."""

    size: int  # u
    codes: Ints  # [q] one and other in one number, ascending
    offsets: Ints  # [u + 1] into the pairs, by one
    other: Ints  # [q]
    km: Floats  # [q]
    bits: Floats  # [q] 0 where being near is no coincidence, and where both are of one topic

    def pairs(self, one: Ints, other: Ints) -> Ints:
        """int64[len(one)]: where each pair stands, -1 where they are the same or far apart."""
        return find(self.codes, one * self.size + other)

    def there(self, one: Ints, other: Ints) -> Bools:
        """In the same place: the same spot, or near."""
        same: Bools = one == other
        return same | (self.pairs(one, other) >= 0)


@dataclass(frozen=True, slots=True)
class Around:
    """Of each of u spots."""

    circles: Ints  # [u] the number of its circle
    population: Ints  # [u] people in the network
    sizes: Ints  # [u] people in its circle


def near_topics(
    degrees: Anything, topics: Ints, holders: Ints, in_circle: Ints, around_them: "Around", settings: Settings
) -> NearTopics:
    """degrees float[u, 2]: latitude and longitude; topics int64[u]: whose spots they are; holders int64[u] in the
    network, in_circle int64[u] in the circle."""
    one, other, km = _neighbours(degrees, around_them.circles, settings.near_km)
    mirror = (np.arange(len(one)) + len(one) // 2) % max(len(one), 1)
    around, here = _within(one, other, km, holders), _within(one, other, km, in_circle)
    surprise = rarity(np.maximum(around, around[mirror]), around_them.population[one], settings)
    ordinary = over_half(np.maximum(here, here[mirror]), around_them.sizes[one], settings)
    alike = topics[one] == topics[other]
    bits = on_grid(np.where(ordinary | alike, 0, surprise * np.exp(-km / settings.near_scale)))
    size = len(degrees)
    order = np.argsort(one * size + other)
    one, other = one[order], other[order]
    return NearTopics(
        size=size,
        codes=one * size + other,
        offsets=offsets_of(one, size),
        other=other,
        km=km[order].astype(np.float32),
        bits=bits[order],
    )


def _neighbours(degrees: Anything, circles: Ints, most_km: float) -> tuple[Ints, Ints, Anything]:
    """(one, other, km): every pair of a circle within `most_km`, first all one way round, then all the other way."""
    if len(degrees) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    points = on_sphere(degrees)
    # A fourth dimension, in which circles are further apart than any two points of the globe.
    everywhere = np.concatenate([points, 4.0 * circles[:, None]], axis=1)
    found = cKDTree(everywhere).query_pairs(chord(most_km), output_type="ndarray").astype(np.int64)
    apart = np.linalg.norm(points[found[:, 0]] - points[found[:, 1]], axis=1)
    km = np.round(2 * EARTH_KM * np.arcsin(np.minimum(apart / 2, 1)), 2)
    return np.concatenate([found[:, 0], found[:, 1]]), np.concatenate([found[:, 1], found[:, 0]]), np.tile(km, 2)


def _within(one: Ints, other: Ints, km: Anything, people: Ints) -> Ints:
    """int64[q]: how many people hold one[i], or a topic no further from it than other[i] is."""
    if not len(one):
        return np.empty(0, np.int64)
    order = np.lexsort((km, one))
    first, far = one[order], km[order]
    so_far = np.cumsum(people[other[order]])
    ends = np.ones(len(order), bool)  # the last of those equally far
    ends[:-1] = (first[1:] != first[:-1]) | (far[1:] != far[:-1])
    last = np.flatnonzero(ends)[np.cumsum(ends) - ends]
    start = np.searchsorted(first, first)
    before = np.where(start > 0, so_far[start - 1], 0)
    counts = np.empty(len(order), np.int64)
    counts[order] = so_far[last] - before + people[first]
    return counts
