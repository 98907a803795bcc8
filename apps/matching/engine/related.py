"""Different interests of one group: "both like #jazz: you #bebop, Nina #swing". Only the rarest group of a pair counts,
and none of which the two share a topic anyway: that is told as what both share."""

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Floats, Grouped, Ints, distinct, each, find, offsets_of, on_grid
from apps.matching.engine.evidence import Cited, EvidenceType, cited
from apps.matching.engine.kinds import Kind
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import FactTable, over_half, rarity
from apps.matching.engine.terms import Block


@dataclass(frozen=True, slots=True)
class Related:
    """Of n people, who are in some of g groups by some of t facts. A seat is one person in one group, s in all."""

    table: FactTable
    bits: Floats  # [g] how unlikely it is that somebody met by chance is in it
    weighted: Floats  # [g] what it adds
    seats: Ints  # [s] person and group in one number, strictly ascending
    offsets: Ints  # [n + 1] into seats, by person
    people: Ints  # [s]
    groups: Ints  # [s] 0 … g - 1
    by_group: Grouped  # g groups: seats
    facts: Grouped  # s groups: facts, the rarest first
    by_key: Grouped  # who holds each key

    def add(self, rows: Ints, block: Block) -> None:
        """The rarest group, but for those where the two share a topic."""
        row, seat = each(self.offsets, rows)
        if not len(seat):
            return
        size = self.table.size
        index, other = self.by_group.expand(self.groups[seat])
        mine, fact = self.facts.expand(seat)
        holding, holder = self.by_key.expand(self.table.keys[fact])
        shared = distinct(mine[holding] * size + holder)
        apart = find(shared, index * size + self.people[other]) < 0
        index, other = index[apart], other[apart]
        best = np.zeros((len(rows), size), np.float32)
        np.maximum.at(best, (row[index], self.people[other]), self.weighted[self.groups[other]])
        np.add(block.carrying, best, out=block.carrying)

    def cite(self, low: Ints, high: Ints) -> Cited:
        pair, mine = each(self.offsets, low)
        theirs = find(self.seats, high[pair] * max(len(self.bits), 1) + self.groups[mine])
        pair, mine, theirs = (array[theirs >= 0] for array in (pair, mine, theirs))
        index, fact = self.facts.expand(mine)
        both = self.table.held(high[pair[index]], self.table.keys[fact]) >= 0
        apart = np.bincount(index[both], minlength=len(pair)) == 0
        pair, mine, theirs = pair[apart], mine[apart], theirs[apart]
        bits = self.bits[self.groups[mine]]
        order = np.lexsort((self.groups[mine], -bits, pair))
        best = order[np.unique(pair[order], return_index=True)[1]]
        return cited(EvidenceType.RELATED, pair[best], self._told(mine[best]), self._told(theirs[best]), bits[best])

    def _told(self, seats: Ints) -> Ints:
        """The rarest fact of each."""
        return self.table.facts.trait_ids[self.facts.items[self.facts.offsets[seats]]]


def related(table: FactTable, settings: Settings) -> Related:
    facts, kin = table.facts, table.facts.kin
    interests = np.flatnonzero(facts.kinds == Kind.INTEREST)
    which, group = kin.of(facts.topics[interests].astype(np.int64))
    fact, circles = interests[which], facts.circle_of
    span = max(len(kin.holders), 1)
    met, group = np.unique(circles[table.owners[fact]] * span + group, return_inverse=True)
    bits = _bits(table, met, (table.owners[fact], group), settings)
    telling = bits[group] > 0
    fact, (left, group) = fact[telling], np.unique(group[telling], return_inverse=True)
    return _seated(table, fact, group, bits[left], settings)


def _bits(table: FactTable, met: Ints, inside: tuple[Ints, Ints], settings: Settings) -> Floats:
    """float32[len(met)]: of groups, each of one circle; 0 where it is nothing particular to be in one. inside: (person,
    group) in any order."""
    facts, (people, group), width = table.facts, inside, max(len(met), 1)
    found, members = np.divmod(distinct(group * table.size + people), max(table.size, 1))
    here = np.bincount(found, minlength=len(met))
    size = np.zeros(width, np.int64)
    size[found] = facts.sizes[members]
    size = size[: len(met)]
    holders = np.maximum(facts.kin.holders[met % max(len(facts.kin.holders), 1)], here)
    bits = rarity(holders, np.maximum(facts.population, size), settings)
    ordinary = over_half(here, size, settings) | (bits < settings.related_bits) | (here < 2)
    return np.where(ordinary, np.float32(0), bits)


def _seated(table: FactTable, fact: Ints, group: Ints, bits: Floats, settings: Settings) -> Related:
    span = max(len(bits), 1)
    ids = table.facts.trait_ids[fact]
    order = np.lexsort((ids, -table.bits[fact], group, table.owners[fact]))
    fact, group = fact[order], group[order]
    seats, seat = np.unique(table.owners[fact] * span + group, return_inverse=True)
    people, groups = np.divmod(seats, span)
    told = np.unique(fact)
    return Related(
        table=table,
        bits=bits,
        weighted=on_grid(settings.weights[EvidenceType.RELATED] * bits),
        seats=seats,
        offsets=offsets_of(people, table.size),
        people=people,
        groups=groups,
        by_group=Grouped.of(groups, np.arange(len(seats)), len(bits)),
        facts=Grouped(fact, offsets_of(seat, len(seats))),
        by_key=Grouped.of(table.keys[told], table.owners[told], table.width),
    )
