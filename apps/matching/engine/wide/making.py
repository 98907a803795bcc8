"""A scorer's tables as the loops beside read them."""

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from apps.matching.engine import working
from apps.matching.engine.arrays import Bools, Floats, Ints
from apps.matching.engine.compiled import Order
from apps.matching.engine.compiling import Matrix, matrix_of
from apps.matching.engine.ranking.alike import MOST_ALIKE
from apps.matching.engine.ranking.network import Network, weighted
from apps.matching.engine.ranking.strengths import Family
from apps.matching.engine.terms import Terms, indexed
from apps.matching.engine.wide import lists
from apps.matching.engine.wide.tables import Sum, Wide

if TYPE_CHECKING:
    from apps.matching.engine.scoring import Scorer

# Walks go on until they have met everybody, and who is like each friend takes comparing each friend with everybody.
UNTOLD = [Family.ALIKE_FRIENDS, Family.AROUND_ALIKE, Family.WALK]


def order_of(scorer: "Scorer") -> Order:
    order = working.order_of(scorer)
    for weights in (order.newcomers, order.connected):
        weights[UNTOLD] = 0
    return order


def wide_of(scorer: "Scorer") -> Wide:
    network, settings, size = scorer.strengths.network, scorer.settings, scorer.table.size
    held = scorer.strengths.alike.facts
    told = scorer.told()
    holders = network.holds.T.tocsr()
    is_common = np.zeros(scorer.table.width, bool)
    is_common[told.columns[told.common]] = True
    split = _Split(holders, is_common, settings.wide_common)
    known, aside = scorer.known, told.where(told.common)
    schools, places = (working.close_of(found, size) for found in scorer.close)
    return Wide(
        carrying=split.sum(_matrix(told.where(~told.common), holders.shape[::-1])),
        aside=split.sum(_matrix(aside, holders.shape[::-1])),
        known=_Split(known.right, np.zeros(size, bool), settings.wide_common).sum(known.left),
        rare=split.sum(weighted(network.holds, columns=network.rarity)),
        alike=_Split(held.T.tocsr(), is_common, settings.wide_common).sum(held),
        dated=working.dated_of(scorer.same),
        schools=schools,
        places=places,
        kindred=working.kindred_of(scorer.kindred),
        never=working.lists_of(scorer.never),
        beside=working.lists_of(scorer.beside),
        ties=working.ties_of(scorer, csr_array((0, size), dtype=np.float32), np.empty(0, np.int64)),
        alikes=MOST_ALIKE,
        most=settings.wide_people,
        cap=settings.wide_common,
    )


def partners(wide: Wide, network: Network, people: Ints) -> Ints:
    """Who may be compared with one of these people, and a few more: what few have need not be rare on both sides, as
    with what one seeks and many offer."""
    found = lists.partners(people, wide, network.size)
    short = wide.carrying.short
    weighing = csr_array((short.values, short.columns, short.offsets), shape=network.holds.shape)
    found[weighing.tocsc()[:, np.unique(network.holds[people].indices)].indices] = True
    return np.flatnonzero(found)


class _Split:
    """By column: what few have, and what many have."""

    def __init__(self, holders: csr_array, is_common: Bools, cap: int) -> None:
        """holders: [columns, n] what each person has in it."""
        self.length = np.diff(holders.indptr)
        self.holders = matrix_of(holders)
        self.is_long = is_common | (self.length > cap)
        self.place = np.cumsum(self.is_long) - 1
        self.back = matrix_of(holders[np.flatnonzero(self.is_long)].T.tocsr())

    def sum(self, left: csr_array) -> Sum:
        """left: [n, columns] weights."""
        owners = np.repeat(np.arange(left.shape[0]), np.diff(left.indptr))
        is_long = self.is_long[left.indices]
        short, long = np.flatnonzero(~is_long), np.flatnonzero(is_long)
        short = short[np.lexsort((left.indices[short], self.length[left.indices[short]], owners[short]))]
        return Sum(
            short=_rows(owners[short], left.indices[short], left.data[short], left.shape[0]),
            holders=self.holders,
            long=_rows(owners[long], self.place[left.indices[long]], left.data[long], left.shape[0]),
            back=self.back,
            dense=np.zeros(max(int(self.is_long.sum()), 1), np.float32),
        )


def _rows(owners: Ints, columns: Ints, values: Floats, size: int) -> Matrix:
    offsets = np.searchsorted(owners, np.arange(size + 1)).astype(np.int64)
    return Matrix(offsets, columns.astype(np.int32), values.astype(np.float32))


def _matrix(terms: Terms, shape: tuple[int, int]) -> csr_array:
    return indexed(terms.weights, terms.people, terms.columns, shape)
