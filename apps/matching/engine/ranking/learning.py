"""Weights from a network's own outcomes, never worse than those that we ship on a part that was held out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from apps.matching.engine.arrays import Bools
from apps.matching.engine.ranking.network import Network
from apps.matching.engine.ranking.outcomes import Hide, Outcomes, outcomes, some_people, some_ties
from apps.matching.engine.ranking.strengths import Family, strengths_of
from apps.matching.engine.ranking.weights import CONNECTED, NEWCOMERS, SHIPPED, Order, Scale, Weights, scale_of

# So many places of people in circles are enough to learn from.
LEARNED_FROM = 2000
# Of fewer people's outcomes nothing is learned.
FEWEST = 40
# Parts that are learned from; by one more it is chosen between what was learned, and one is held out.
PARTS = 2
# How much better others must be on the part that was held out.
BETTER = 1.005
# What a weight is tried times, from coarse to fine.
TRIED = (3.0, 2.0, 1.5, 1.25)
# How much a gain must grow for a step to be taken, and what going far from where one began costs.
STEP, FAR, NEAR_NOTHING = 2e-4, 0.002, 0.02
# A weight that was nothing is tried as this.
LITTLE = 0.1
# How many one knows says little, for or against anybody.
MOST_KNOWN = 0.5
# What large weights cost while they are fitted.
LARGE = 1e-3


@dataclass(frozen=True)
class Learned:
    weights: Weights
    people: int  # whose outcomes it was learned from
    gain: float  # of these weights on the part that was held out
    shipped: float  # and of those that we ship


def learn(network: Network) -> tuple[Order, dict[str, Learned]] | None:
    """The order that a network's own ties speak for, and where it comes from; None where they are too few for either
    sort of people. A sort of whom they are too few, or do no better, is put into order as we ship it."""
    scale = scale_of(strengths_of(network))
    nothing = np.zeros(network.holds.shape[1], bool)
    newcomers, connected = (scale.meant(weights, SHIPPED.scale) for weights in (SHIPPED.newcomers, SHIPPED.connected))
    sorts = {
        "newcomers": learn_newcomers(network, scale, newcomers, lacking=nothing),
        "connected": learn_connected(network, scale, connected),
    }
    if not any(learned.people for learned in sorts.values()):
        return None
    return Order(scale, **{name: learned.weights for name, learned in sorts.items()}), sorts


def learn_newcomers(network: Network, scale: Scale, shipped: Weights, *, lacking: Bools) -> Learned:
    """For people who know nobody yet. shipped: what there is without, in this scale; lacking: bool[w], facts that
    newcomers never hold."""
    return _learn(network, some_people(lacking), scale, (shipped, NEWCOMERS), new=True)


def learn_connected(network: Network, scale: Scale, shipped: Weights) -> Learned:
    return _learn(network, some_ties, scale, (shipped, CONNECTED), new=False)


def _learn(network: Network, hide: Hide, scale: Scale, begins: Sequence[Weights], *, new: bool) -> Learned:
    """begins: the first is what there is without."""
    shipped, found = begins[0], list[Outcomes]()
    for part in range(PARTS + 2 if len(network.ties) >= FEWEST else 0):
        found.append(outcomes(network, hide, scale, new=new, part=part))
    if min(map(len, found), default=0) < FEWEST:
        return Learned(shipped, 0, 0.0, 0.0)
    *parts, between, held_out = found
    best = max((climbed(parts, begin) for begin in (*begins, fitted(parts))), key=between.gain)
    people, gain, least = sum(map(len, parts)), held_out.gain(best), held_out.gain(shipped)
    return Learned(best, people, gain, least) if gain > BETTER * least else Learned(shipped, people, least, least)


def climbed(parts: Sequence[Outcomes], begin: Weights) -> Weights:
    """From there weight by weight, while the lists get better."""
    parts = [part.narrowed() for part in parts]

    def value(weights: Weights) -> float:
        far = np.abs(np.log((np.abs(weights) + NEAR_NOTHING) / (np.abs(begin) + NEAR_NOTHING))).mean()
        return float(np.mean([part.gain(weights) for part in parts]) - FAR * far)

    weights, best = begin, value(begin)
    for times in TRIED:
        for family in range(len(begin)):
            for other in _around(weights, family, times):
                found = value(other)
                if found > best + STEP:
                    weights, best = other, found
    return weights


def _around(weights: Weights, family: int, times: float) -> list[Weights]:
    one = weights[family]
    others = (one * times, one / times, 0.0) if one else (LITTLE,)
    most = MOST_KNOWN if family == Family.KNOWN else np.inf
    at = np.arange(len(weights)) == family
    return [np.where(at, max(-most, min(other, most)), weights) for other in others]


def fitted(parts: Sequence[Outcomes]) -> Weights:
    """Conditional logit: the weights by which those whom a person knows are likeliest to have been drawn from everybody
    who was free to be met (McFadden 1974). What there is to say never speaks against a pair."""

    def loss(weights: Weights) -> tuple[float, Weights]:
        found = [_loss(part, weights) for part in parts]
        value = np.mean([one for one, _slope in found]) + LARGE * weights @ weights
        return float(value), np.mean([slope for _one, slope in found], axis=0) + 2 * LARGE * weights

    begin = np.zeros(len(parts[0].told))
    bounds = [(-MOST_KNOWN, MOST_KNOWN) if family == Family.KNOWN else (0, None) for family in range(len(begin))]
    return np.asarray(minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60}).x)


def _loss(part: Outcomes, weights: Weights) -> tuple[float, Weights]:
    worth = np.where(part.free, np.tensordot(weights.astype(np.float32), part.told, 1), -np.inf)
    top = worth.max(axis=1, keepdims=True)
    likely = np.exp(worth - top)
    total = likely.sum(axis=1, keepdims=True)
    wanted = part.right / part.right.sum(axis=1, keepdims=True)
    met = np.where(part.right, worth, 0) * wanted
    value = (np.log(total) + top).mean() - met.sum() / len(part)
    slope = np.tensordot(part.told, likely / total - wanted, ([1, 2], [0, 1])) / len(part)
    return float(value), slope.astype(float)
