from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.matching.engine.arrays import Anything, Floats, Ints
from apps.matching.engine.ranking.network import Network
from apps.matching.engine.ranking.strengths import FAMILIES, Family, Strengths

Weights = npt.NDArray[np.float64]  # [FAMILIES]

# In the order of Family; found on two real networks, rounded.
CONNECTED = np.array([3.0, 1.5, 0.3, 1.0, 1.0, 0.6, 0.0, 0.0, 0.0])
NEWCOMERS = np.array([0.0, 0.0, 0.2, 0.2, 2.0, 0.0, 0.4, 0.4, 0.0])
# What is strong in most networks, in the order of Family, until one has been looked at.
STRONG_ELSEWHERE = np.array([4.0, 2.0, 20.0, 0.15, 0.25, 0.2, 10.0, 10.0, 20.0], np.float32)
# How many people are looked at to see how large a strength is.
LOOKED_AT = 200
# Strong is what so much of all there is falls below, in percent.
STRONG = 99


# What rests on whom other people know, and on how many ties it takes to be trusted by half.
OF_OTHERS = slice(Family.FRIENDS_OF_ALIKE, FAMILIES)
ENOUGH_TIES = 40


def trust(ties: Ints) -> Anything:
    """0 … 1: of a few ties nobody can tell yet who gets on with whom, and what both share says most."""
    return ties / (ties + ENOUGH_TIES)


@dataclass(frozen=True)
class Scale:
    """What counts as strong in a network, by family: so weights mean the same in every network."""

    strong: Floats  # [FAMILIES]

    def over(self, strengths: Floats) -> Floats:
        """float32[FAMILIES, c, n]: about 1 where it is strong. The root, because a second reason of one kind says
        less than the first."""
        over: Floats = np.sqrt(strengths / self.strong[:, None, None])
        return over

    def meant(self, weights: Weights, other: "Scale") -> Weights:
        """What these weights, made for another scale, are in this one: they put people into the same order."""
        meant: Weights = weights * np.sqrt(self.strong / other.strong)
        return meant


@dataclass(frozen=True)
class Order:
    """How people are put into order for those who know nobody yet, and for the others."""

    scale: Scale
    newcomers: Weights
    connected: Weights

    def worth(self, strengths: Strengths, rows: Ints, shared: Floats | None = None) -> Floats:
        """float32[c, n]. shared: as for Strengths.of."""
        return self._sum(told_of(strengths, rows, self.scale, shared), strengths, rows)

    def worth_with_reason(self, strengths: Strengths, rows: Ints) -> Floats:
        """float32[c, n]; -inf where there is no reason at all."""
        told = told_of(strengths, rows, self.scale)
        worth = self._sum(told, strengths, rows)
        worth[~np.any(told[: Family.KNOWN] > 0, axis=0)] = -np.inf
        return worth

    def _sum(self, told: Floats, strengths: Strengths, rows: Ints) -> Floats:
        is_new = strengths.network.degree[rows] == 0
        weights = np.where(is_new[:, None], self.newcomers, self.connected).astype(np.float32)
        # Family by family, so that the compiled loops come to the same to the last bit.
        worth = np.zeros(told.shape[1:], np.float32)
        for family in Family:
            worth += weights[:, [family]] * told[family]
        return worth


def told_of(strengths: Strengths, rows: Ints, scale: Scale, shared: Floats | None = None) -> Floats:
    """float32[FAMILIES, c, n]: what weights are given to. shared: as for Strengths.of."""
    told = scale.over(strengths.of(rows, shared))
    told[OF_OTHERS] *= trust(strengths.network.ties_around[rows]).astype(np.float32)[:, None]
    return told


# Before anything has been learned.
SHIPPED = Order(Scale(STRONG_ELSEWHERE), NEWCOMERS, CONNECTED)


def order_of(strengths: Strengths) -> Order:
    """With the weights that we ship."""
    return Order(scale_of(strengths), NEWCOMERS, CONNECTED)


def scale_of(strengths: Strengths) -> Scale:
    found = strengths.of(evenly(strengths.network, LOOKED_AT))
    strong = [np.percentile(one[one > 0], STRONG) if np.any(one > 0) else 1.0 for one in found]
    return Scale(np.array(strong, np.float32).reshape(FAMILIES))


def evenly(network: Network, most: int) -> Ints:
    """int64[≤ most]: people out of the whole network, the same each time."""
    return np.unique(np.linspace(0, max(network.size - 1, 0), min(most, network.size)).astype(np.int64))
