"""Somebody both know, weighed by how few she knows."""

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Floats, Ints, each, find, offsets_of, on_grid
from apps.matching.engine.evidence import Cited, EvidenceType, cited
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import FactTable
from apps.matching.engine.terms import Block, Terms


@dataclass(frozen=True, slots=True)
class Acquaintances:
    table: FactTable
    weight: float
    bits: Floats  # [n] what it says to know this person
    knows: Ints  # [2m] whom, ascending for each
    offsets: Ints  # [n + 1] into knows
    codes: Ints  # [2m] knower and known in one number, ascending

    @property
    def knower(self) -> Ints:
        """int64[2m], ascending."""
        return self.codes // max(self.table.size, 1)

    def terms(self) -> Terms:
        """Who knows z has a weight in z's column."""
        weights = on_grid(self.weight * self.bits[self.knows])
        return Terms(self.knower, self.knows, weights, np.zeros(len(weights), bool))

    def add(self, rows: Ints, block: Block) -> None:
        """Nothing that does not sum up."""

    def cite(self, low: Ints, high: Ints) -> Cited:
        pair, at = each(self.offsets, low)
        both = self.knows[at]
        known = find(self.codes, high[pair] * self.table.size + both) >= 0
        pair, both = pair[known], both[known]
        ids = self.table.facts.members[both]
        return cited(EvidenceType.ACQUAINTANCE, pair, ids, ids, self.bits[both])


def acquaintances(table: FactTable, settings: Settings) -> Acquaintances:
    size, ties = table.size, table.facts.ties
    codes = np.sort(np.concatenate([ties[:, 0] * size + ties[:, 1], ties[:, 1] * size + ties[:, 0]]))
    bits = rarity_of_person(np.bincount(codes // max(size, 1), minlength=size), settings)
    knower, known = np.divmod(codes, max(size, 1))
    weight = settings.weights[EvidenceType.ACQUAINTANCE]
    return Acquaintances(table, weight, bits, known, offsets_of(knower, size), codes)


def rarity_of_person(degree: Ints, settings: Settings) -> Floats:
    """float32[n]; degree int64[n]: how many in the circle each one knows, two being the least that matters. The root
    lies between Adamic-Adar's logarithm and resource allocation's degree; on real networks it did better than both."""
    return on_grid(settings.acquaintance_bits * np.sqrt(2 / np.maximum(degree, 2)))
