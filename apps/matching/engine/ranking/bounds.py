"""How much somebody can be worth to each of the others, for a fraction of what it takes to say it of everybody exactly:
most of the others need not be asked whether they have them on their lists."""

import numpy as np
from scipy.sparse import csr_array

from apps.matching.engine.arrays import Floats, Ints
from apps.matching.engine.ranking.strengths import FAMILIES, Family, Strengths
from apps.matching.engine.ranking.weights import OF_OTHERS, Order, trust

# What adding up in another order may change, and rounding.
MARGIN = np.float32(0.02)
# No bound is known: it rests on walks that begin with everybody.
BOUNDLESS = (Family.AROUND_ALIKE, Family.WALK)
# Where a bound is all that is known.
BOUNDED = (Family.FRIENDS_OF_ALIKE, Family.ALIKE_FRIENDS)


def at_most(order: Order, strengths: Strengths, people: Ints, shared: Floats) -> Floats:
    """float32[c, n]: no less than what each of these people is worth to everybody, infinite for those who know nobody;
    shared: float32[c, n] as for Strengths.of."""
    weights = order.connected
    if np.any(weights[list(BOUNDLESS)]):
        return np.full(shared.shape, np.inf, np.float32)
    told = _told(strengths, people, shared)
    for family in BOUNDED:
        told[family] *= weights[family] > 0
    told = order.scale.over(told)
    told[OF_OTHERS] *= trust(strengths.network.ties_around).astype(np.float32)
    worth: Floats = np.tensordot(weights.astype(np.float32), told, 1)
    worth[:, strengths.network.degree == 0] = np.inf
    return worth


def _told(strengths: Strengths, people: Ints, shared: Floats) -> Floats:
    """float32[FAMILIES, c, n]: as Strengths.of, the other way round, with all who are alike at all."""
    network, root = strengths.network, strengths.root
    told = np.zeros((FAMILIES, *shared.shape), np.float32)
    known = network.knows[people]
    friends, place = np.unique(known.indices, return_inverse=True)
    among = csr_array((root[known.indices], place, known.indptr), shape=(len(people), len(friends)))
    alike = strengths.alike.all_of(np.concatenate([people, friends]))
    told[Family.ACQUAINTANCES] = strengths.known_to(known)
    told[Family.FARTHER] = strengths.a_step_on(told[Family.ACQUAINTANCES] * root) * root[people][:, None]
    told[Family.SHARED] = shared
    told[Family.RARE] = strengths.held_by_both(people, network.rarity)
    told[Family.FRIENDS_OF_ALIKE] = among @ alike[len(people) :]
    told[Family.ALIKE_FRIENDS] = strengths.known_to(csr_array(alike[: len(people)]))
    told[Family.KNOWN] = np.log1p(network.degree[people])[:, None] ** 2
    return told
