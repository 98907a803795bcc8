"""The same topic, weighed by rarity: "both like #yankees"."""

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Floats, Ints, each, on_grid
from apps.matching.engine.evidence import Cited, EvidenceType, cited
from apps.matching.engine.join import Join, join
from apps.matching.engine.kinds import HELP
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import FactTable
from apps.matching.engine.terms import Block, Terms
from apps.matching.engine.years import Years, years_of


@dataclass(frozen=True, slots=True)
class Shared:
    table: FactTable
    strength: Floats  # [t] bits before the years
    weight: float
    years: Years
    dated: Join

    def terms(self) -> Terms:
        return Terms(self.table.owners, self.table.keys, on_grid(self.weight * self.strength), self.table.common)

    def add(self, rows: Ints, block: Block) -> None:
        """What the years change."""
        row, mine, theirs = self.dated.pairs(rows)
        before = self.strength[mine]
        weighted = on_grid(self.weight * (before + self.years.change(mine, theirs, before)))
        weighted -= on_grid(self.weight * before)
        other, common = self.table.owners[theirs], self.table.common[mine]
        np.add.at(block.carrying, (row[~common], other[~common]), weighted[~common])
        if block.aside is not None:
            np.add.at(block.aside, (row[common], other[common]), weighted[common])

    def differences(self, facts: Ints) -> tuple[Floats, Floats]:
        """float32[len(facts)] each: what `add` adds beside another of the same key, where the years overlap, and where
        they surely do not."""
        before = self.strength[facts]
        after = (before + change for change in self.years.changes(before))
        together, apart = (on_grid(self.weight * bits) - on_grid(self.weight * before) for bits in after)
        return together, apart

    def cite(self, low: Ints, high: Ints) -> Cited:
        pair, mine = each(self.table.offsets, low)
        theirs = self.table.held(high[pair], self.table.keys[mine])
        pair, mine, theirs = (array[theirs >= 0] for array in (pair, mine, theirs))
        bits = self.strength[mine] + self.years.change(mine, theirs, self.strength[mine])
        ids = self.table.facts.trait_ids
        return cited(EvidenceType.SHARED, pair, ids[mine], ids[theirs], bits)


def shared(table: FactTable, settings: Settings) -> Shared:
    faint = np.isin(table.facts.kinds, HELP)
    strength = on_grid(table.bits * np.where(faint, settings.same_help, 1))
    years = years_of(table, settings)
    return Shared(table, strength, settings.weights[EvidenceType.SHARED], years, join(table, years.dated))
