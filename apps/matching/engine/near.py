"""Different topics of one kind close by: "high schools 2 miles apart". Only the best of each kind counts for a pair,
and none where the two share a topic of that kind right there anyway."""

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Bools, Floats, Ints, each, offsets_of, on_grid
from apps.matching.engine.evidence import Cited, EvidenceType, cited
from apps.matching.engine.kinds import Kind
from apps.matching.engine.located import Located, located
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import FactTable
from apps.matching.engine.terms import Block


@dataclass(frozen=True, slots=True)
class Near:
    facts: Located
    weighted: Floats  # [q] what each pair in `facts.near` adds

    def add(self, rows: Ints, block: Block) -> None:
        """My facts against all facts, then the best by person on both sides."""
        row, mine = self.facts.by_person.expand(rows)
        if not len(mine):
            return
        by_fact = self._facing(mine)
        at, own = self.facts.by_person.expand(self.facts.owners[mine])
        self._wipe_theirs(by_fact, at, own)
        by_person = np.maximum.reduceat(by_fact, self.facts.starts, axis=1)
        beside = self.facts.there(mine[at], own)
        self._wipe_mine(by_person, at[beside], own[beside])
        chosen, starts = np.unique(row, return_index=True)
        block.carrying[np.ix_(chosen, self.facts.people)] += np.maximum.reduceat(by_person, starts, axis=0)

    def _facing(self, mine: Ints) -> Floats:
        """float32[len(mine), f]: what each of my facts and every fact add."""
        near, spot = self.facts.near, self.facts.spots[mine]
        at, pair = each(near.offsets, spot)
        by_spot = np.zeros((len(mine), near.size), np.float32)
        by_spot[at, near.other[pair]] = self.weighted[pair]
        return by_spot[:, self.facts.spots]

    def _wipe_theirs(self, by_fact: Floats, at: Ints, own: Ints) -> None:
        """Their facts beside a topic that I (by fact `own`) and they share."""
        index, fact = self.facts.beside.expand(self.facts.topics[own])
        by_fact[at[index], fact] = 0

    def _wipe_mine(self, by_person: Floats, at: Ints, own: Ints) -> None:
        """My facts beside a topic that I (by fact `own`) and they share."""
        index, fact = self.facts.by_topic.expand(self.facts.topics[own])
        by_person[at[index], self.facts.place[fact]] = 0

    def cite(self, low: Ints, high: Ints) -> Cited:
        near, spots, topics, ids = self.facts.near, self.facts.spots, self.facts.topics, self.facts.ids
        pair, mine = self.facts.by_person.expand(low)
        index, theirs = self.facts.by_person.expand(high[pair])
        pair, mine = pair[index], mine[index]
        at = near.pairs(spots[mine], spots[theirs])
        same = topics[mine] == topics[theirs]
        spoilt = self._spoilt(pair, mine, theirs, (pair[same], mine[same], theirs[same]), len(low))
        found = (at >= 0) & ~spoilt
        found[found] = near.bits[at[found]] > 0
        pair, mine, theirs, at = (array[found] for array in (pair, mine, theirs, at))
        bits = near.bits[at]
        order = np.lexsort((ids[theirs], ids[mine], -bits, pair))
        best = order[np.unique(pair[order], return_index=True)[1]]
        facts = ids[mine[best]], ids[theirs[best]]
        return cited(EvidenceType.NEAR, pair[best], *facts, bits[best], near.km[at[best]])

    def _spoilt(self, pair: Ints, mine: Ints, theirs: Ints, shared: tuple[Ints, Ints, Ints], pairs: int) -> Bools:
        """bool[len(pair)]: a topic that the two share is beside one of the facts, where the fact's holder has it;
        shared: (pair ascending, low's fact, high's fact)."""
        of_pair, low, high = shared
        index, at = each(offsets_of(of_pair, pairs), pair)
        there = self.facts.there(mine[index], low[at]) | self.facts.there(theirs[index], high[at])
        return np.bincount(index[there], minlength=len(pair)) > 0


def near(table: FactTable, kind: Kind, settings: Settings) -> Near:
    facts = located(table, kind, settings)
    return Near(facts, on_grid(settings.weights[EvidenceType.NEAR] * facts.near.bits))
