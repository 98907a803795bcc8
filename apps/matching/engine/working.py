"""A scorer's tables as the compiled loops read them."""

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from apps.matching.engine.arrays import Grouped, Ints, offsets_of
from apps.matching.engine.compiled import Close, Dated, Lists, Order, Work
from apps.matching.engine.compiled_related import Kindred
from apps.matching.engine.compiling import matrix_of
from apps.matching.engine.near import Near
from apps.matching.engine.ranking.alike import MOST_ALIKE
from apps.matching.engine.ranking.compiled import Ties, likenesses
from apps.matching.engine.ranking.network import weighted
from apps.matching.engine.ranking.weights import trust
from apps.matching.engine.related import Related
from apps.matching.engine.shared import Shared

if TYPE_CHECKING:
    from apps.matching.engine.scoring import Scorer


def order_of(scorer: "Scorer") -> Order:
    order = scorer.order
    rows = (order.newcomers, order.connected, order.scale.strong)
    return Order(*(row.astype(np.float32) for row in rows))


def work_of(scorer: "Scorer", rows: Ints) -> Work:
    """Enough for the lists of these people."""
    starts, ends = scorer.table.facts.bounds
    sums, network = scorer.sums, scorer.strengths.network
    schools, places = (close_of(found, scorer.table.size) for found in scorer.close)
    return Work(
        starts=starts,
        ends=ends,
        left=matrix_of(sums.left),
        right=matrix_of(sums.right),
        common_left=matrix_of(sums.common_left),
        common_right=matrix_of(sums.common_right),
        known_left=matrix_of(scorer.known.left),
        known_right=matrix_of(scorer.known.right),
        rare=matrix_of(weighted(network.holds, columns=network.rarity)),
        holders=matrix_of(network.holds.T.tocsr()),
        dated=dated_of(scorer.same),
        schools=schools,
        places=places,
        kindred=kindred_of(scorer.kindred),
        never=lists_of(scorer.never),
        beside=lists_of(scorer.beside),
        ties=ties_of(scorer, *_alike(scorer, rows, starts, ends)),
    )


def lists_of(found: Grouped) -> Lists:
    return Lists(found.offsets, found.items)


def _alike(scorer: "Scorer", rows: Ints, starts: Ints, ends: Ints) -> tuple[csr_array, Ints]:
    """As Likeness.of, for these people and all whom they know; and who they are."""
    network = scorer.strengths.network
    needed = np.union1d(rows, network.knows[rows].indices)
    held = scorer.strengths.alike.facts
    offsets, columns, values = likenesses(needed, matrix_of(held), matrix_of(held.T.tocsr()), starts, ends, MOST_ALIKE)
    return csr_array((values, columns, offsets), shape=(len(needed), network.size)), needed


def ties_of(scorer: "Scorer", alike: csr_array, needed: Ints) -> Ties:
    """alike: of the people who are needed."""
    strengths, network, facts = scorer.strengths, scorer.strengths.network, scorer.table.facts
    knows = network.knows
    place = np.full(network.size, -1)
    place[needed] = np.arange(len(needed))
    return Ties(
        knows_offsets=knows.indptr.astype(np.int64),
        knows=knows.indices.astype(np.int64),
        root=strengths.root,
        known=(np.log1p(network.degree) ** 2).astype(np.float32),
        trust=trust(network.ties_around).astype(np.float32),
        people=facts.sizes.astype(np.float32),
        alike=matrix_of(alike),
        total=(1 / np.maximum(alike.sum(axis=1), 1e-9)).astype(np.float32),
        place=place,
    )


def dated_of(same: Shared) -> Dated:
    join, years, facts = same.dated, same.years, same.dated.facts
    place = np.full(len(same.strength), -1)
    place[facts] = np.arange(len(facts))
    together, apart = same.differences(facts)
    return Dated(
        offsets=join.offsets,
        keys=join.keys,
        key_offsets=join.key_offsets,
        by_key=place[join.by_key],
        owners=same.table.owners[facts],
        first=years.first[facts],
        last=years.last[facts],
        whole=years.whole[facts],
        common=same.table.common[facts],
        together=together,
        apart=apart,
    )


def close_of(found: Near, size: int) -> Close:
    facts, near = found.facts, found.facts.near
    by_spot = Grouped.of(facts.spots, np.arange(len(facts.spots)), near.size)
    return Close(
        offsets=offsets_of(facts.owners, size),
        owners=facts.owners,
        topics=facts.topics.astype(np.int64),
        spots=_whole(facts.spots),
        by_topic_offsets=facts.by_topic.offsets,
        by_topic=facts.by_topic.items,
        by_spot_offsets=by_spot.offsets,
        by_spot=by_spot.items,
        beside_offsets=facts.beside.offsets,
        beside=facts.beside.items,
        near_offsets=near.offsets,
        near=_whole(near.other),
        near_values=found.weighted,
    )


def kindred_of(found: Related) -> Kindred:
    return Kindred(
        offsets=found.offsets,
        groups=_whole(found.groups),
        fact_offsets=found.facts.offsets,
        keys=_whole(found.table.keys[found.facts.items]),
        group_offsets=found.by_group.offsets,
        people=_whole(found.people[found.by_group.items]),
        holder_offsets=found.by_key.offsets,
        holders=_whole(found.by_key.items),
        values=found.weighted,
    )


def _whole(numbers: Ints) -> Ints:
    return numbers.astype(np.int64)
