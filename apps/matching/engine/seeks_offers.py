"""What one seeks the other offers."""

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Ints, each, on_grid
from apps.matching.engine.evidence import Cited, EvidenceType, cited
from apps.matching.engine.kinds import Kind
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import FactTable
from apps.matching.engine.terms import Block, Terms


@dataclass(frozen=True, slots=True)
class SeeksOffers:
    table: FactTable
    weight: float
    counterpart: Ints  # [width] the key that offers what this one seeks, or the other way round; -1: none

    def terms(self) -> Terms:
        """Somebody who seeks gets a weight where the offer stands, and the other way round."""
        columns = self.counterpart[self.table.keys]
        met = columns >= 0
        weights = on_grid(self.weight * self.table.bits[met])
        return Terms(self.table.owners[met], columns[met], weights, self.table.common[met])

    def add(self, rows: Ints, block: Block) -> None:
        """Nothing that does not sum up."""

    def cite(self, low: Ints, high: Ints) -> Cited:
        pair, mine = each(self.table.offsets, low)
        theirs = self.table.held(high[pair], self.counterpart[self.table.keys[mine]])
        pair, mine, theirs = (array[theirs >= 0] for array in (pair, mine, theirs))
        ids = self.table.facts.trait_ids
        return cited(EvidenceType.SEEKS_OFFERS, pair, ids[mine], ids[theirs], self.table.bits[mine])


def seeks_offers(table: FactTable, settings: Settings) -> SeeksOffers:
    counterpart = np.full(table.width, -1)
    key_of = np.full((2, int(table.topics.max(initial=-1)) + 1), -1)
    sides = [table.facts.kinds == Kind.SEEKS, table.facts.kinds == Kind.OFFERS]
    for row, side in enumerate(sides):
        key_of[row, table.topics[side]] = table.keys[side]
    for row, side in enumerate(sides):
        counterpart[table.keys[side]] = key_of[1 - row, table.topics[side]]
    return SeeksOffers(table, settings.weights[EvidenceType.SEEKS_OFFERS], counterpart)
