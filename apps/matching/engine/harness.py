"""The engine judged on somebody else's network: all of it as one circle, its circles as facts of their members."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from apps.matching.engine.arrays import Anything, Bools, Floats, Ints, slices
from apps.matching.engine.ranking.learning import learn_connected, learn_newcomers
from apps.matching.engine.ranking.network import Network, network_of
from apps.matching.engine.ranking.spreading import Ranked, ranked, spread
from apps.matching.engine.ranking.strengths import Strengths, strengths_of
from apps.matching.engine.ranking.weights import Order, order_of

CIRCLE = "circle"
# Cells of a block of people against everybody: memory against speed.
CELLS = 1 << 20

Fact = tuple[str, Hashable]  # kind and trait


def suggest(
    people: Sequence[int],
    traits: Iterable[tuple[int, str, Hashable]],
    ties: Iterable[tuple[int, int]],
    circles: Iterable[tuple[Hashable, int]],
    asked: Iterable[int],
    k: int,
) -> dict[int, list[int]]:
    """{person: the best first, k where there are so many}, however weak: patience is not what is measured here. Nothing
    depends on the order of rows. `ties` are undirected; whom somebody knows already is on no list of theirs."""
    members = np.array(sorted(set(people)), np.int64)
    held = [(person, (kind, trait)) for person, kind, trait in traits]
    held += [(person, (CIRCLE, circle)) for circle, person in circles]
    facts = sorted({fact for _person, fact in held}, key=str)
    network = _network(members, held, facts, ties)
    rows = np.searchsorted(members, np.array(sorted(set(asked)), np.int64))
    if not len(rows):
        return {}
    strengths = strengths_of(network)
    order = _learned(strengths, rows, np.array([kind for kind, _trait in facts], object))
    lists = spread(_ranked(strengths, order, rows), length=k, size=network.size)
    lists = [_filled(found, row, network, k) for row, found in zip(rows, lists, strict=True)]
    return {int(members[row]): members[found].tolist() for row, found in zip(rows, lists, strict=True) if len(found)}


def _network(
    members: Ints, held: Sequence[tuple[int, Fact]], facts: Sequence[Fact], ties: Iterable[tuple[int, int]]
) -> Network:
    numbers = {fact: number for number, fact in enumerate(facts)}
    owners = np.searchsorted(members, np.array([person for person, _fact in held], np.int64))
    which = np.array([numbers[fact] for _person, fact in held], np.int64)
    pairs = np.searchsorted(members, np.array(list(ties), np.int64).reshape(-1, 2))
    return network_of(len(members), (owners, which, len(facts)), pairs)


def _learned(strengths: Strengths, rows: Ints, kinds: Anything) -> Order:
    """Only for those who are asked for: learning is most of the work."""
    network, order = strengths.network, order_of(strengths)
    is_new = network.degree[rows] == 0
    if is_new.any():
        lacking = _lacking(network, rows[is_new], kinds)
        learned = learn_newcomers(network, order.scale, order.newcomers, lacking=lacking)
        order = replace(order, newcomers=learned.weights)
    if not is_new.all():
        order = replace(order, connected=learn_connected(network, order.scale, order.connected).weights)
    return order


def _lacking(network: Network, newcomers: Ints, kinds: Anything) -> Bools:
    """bool[w]: facts of a kind of which no newcomer holds any, as somebody who has just come is in no circle yet."""
    held = set(kinds[network.holds[newcomers].indices])
    return np.array([kind not in held for kind in kinds], bool)


def _ranked(strengths: Strengths, order: Order, rows: Ints) -> Ranked:
    length = max(1, CELLS // max(strengths.network.size, 1))
    return Ranked.joined([ranked(_worth(strengths, order, part)) for part in slices(rows, length)])


def _filled(found: Ints, row: int, network: Network, length: int) -> Ints:
    """Where there is a reason for fewer: with those whom most know. The product shows nobody without a reason."""
    if len(found) == length:
        return found
    barred = np.concatenate([found, [row], network.knows.indices[slice(*network.knows.indptr[row : row + 2])]])
    others = np.setdiff1d(np.arange(network.size), barred)
    return np.concatenate([found, others[np.lexsort((others, -network.degree[others]))]])[:length]


def _worth(strengths: Strengths, order: Order, rows: Ints) -> Floats:
    """float32[c, n]; -inf for oneself, whom one knows, and about whom there is nothing to say."""
    worth = order.worth_with_reason(strengths, rows)
    worth[strengths.network.knows[rows].nonzero()] = -np.inf
    worth[np.arange(len(rows)), rows] = -np.inf
    return worth
