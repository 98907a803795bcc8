from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from apps.matching.engine.acquaintances import acquaintances
from apps.matching.engine.arrays import Floats, Grouped, Ints
from apps.matching.engine.evidence import Cited, ScoredPairs, strongest, together
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.kinds import NEAR
from apps.matching.engine.near import near
from apps.matching.engine.seeks_offers import seeks_offers
from apps.matching.engine.selection import Pairs, best_of, united
from apps.matching.engine.settings import DEFAULTS, Settings
from apps.matching.engine.shared import shared
from apps.matching.engine.table import FactTable, tabulate
from apps.matching.engine.terms import Block, Sums, Terms, summed

CITED_AT_ONCE = 1 << 14


def score_circle(facts: CircleFacts, *, settings: Settings = DEFAULTS, only: int | None = None) -> ScoredPairs:
    """The pairs worth a look: score at least `settings.threshold`, and among the `settings.keep` best of either of the
    two (of equal scores, the lower user id); of `facts.beside`, who take no place there, among as many best of their
    own. `only`: the index of one member: exactly that member's pairs out of the
    whole answer. Nothing depends on the order of rows."""
    scorer = scorer_of(facts, settings)
    everybody = np.arange(len(facts.members))
    pairs = united(scorer.best(everybody)) if only is None else scorer.best_with(only)
    return scorer.explained(pairs)


class Family(Protocol):
    """One kind of evidence. Rows and people are indexes of members."""

    def add(self, rows: Ints, block: Block) -> None:
        """Adds its weighted bits of these people, int64[c], with everybody: those that are not Terms."""

    def cite(self, low: Ints, high: Ints) -> Cited:
        """The evidence behind its bits for p pairs, low int64[p], high int64[p]."""


@dataclass(frozen=True, slots=True)
class Scorer:
    table: FactTable
    settings: Settings
    sums: Sums
    families: list[Family]
    never: Grouped  # by member: who is not to be returned with them, oneself included
    beside: Grouped  # by member: who takes no place in their list

    def scores(self, rows: Ints) -> Floats:
        """float32[c, n]: each row's score with everybody, 0 where there is nothing that carries a suggestion."""
        block = self.sums.block(rows)
        for family in self.families:
            family.add(rows, block)
        found = block.carrying
        if block.aside is not None:
            found = np.where(found > 0, found + block.aside, np.float32(0))
        found[self.never.expand(rows)] = 0
        return found

    def best(self, rows: Ints) -> Pairs:
        """The lists of these people, one after the other."""
        length = max(1, self.settings.block_cells // max(self.table.size, 1))
        parts = [found for part in _slices(rows, length) for found in self._lists(part)]
        return Pairs.joined([Pairs.none(), *parts])

    def _lists(self, rows: Ints) -> Iterator[Pairs]:
        scores = self.scores(rows)
        at = self.beside.expand(rows)
        if len(at[0]):
            aside = np.zeros_like(scores)
            aside[at], scores[at] = scores[at], 0
            yield best_of(rows, aside, self.settings)
        yield best_of(rows, scores, self.settings)

    def best_with(self, person: int) -> Pairs:
        """The person's list, and those of the others' lists that the person is on."""
        partners = np.flatnonzero(self.scores(np.array([person]))[0] >= self.settings.threshold)
        mine = self.best(np.array([person]))
        others = self.best(np.setdiff1d(partners, mine.other))
        return united(Pairs.joined([mine, others.where(others.other == person)]))

    def explained(self, pairs: Pairs) -> ScoredPairs:
        """pairs: in order, low before high."""
        found = [family.cite(pairs.person[:0], pairs.other[:0]) for family in self.families]
        for part in _slices(np.arange(len(pairs.person)), CITED_AT_ONCE):
            told = [family.cite(pairs.person[part], pairs.other[part]) for family in self.families]
            found += [replace(lines, pair=lines.pair + part[0]) for lines in told]
        offsets, lines = strongest(together(found), len(pairs.person), most=self.settings.lines)
        members = self.table.facts.members
        return ScoredPairs(
            members[pairs.person], members[pairs.other], pairs.score, offsets,
            lines.type, lines.fact_low, lines.fact_high, lines.bits, lines.km,
        )  # fmt: skip


def scorer_of(facts: CircleFacts, settings: Settings) -> Scorer:
    table = tabulate(facts, settings)
    same, known, helpful = shared(table, settings), acquaintances(table, settings), seeks_offers(table, settings)
    close = [family for family in (near(table, kind, settings) for kind in NEAR) if family.weighted.any()]
    return Scorer(
        table=table,
        settings=settings,
        sums=summed(
            Terms.joined([same.terms(), known.terms(), helpful.terms()]),
            np.concatenate([table.owners, known.knower]),
            np.concatenate([table.keys, table.width + known.knows]),
            (table.size, table.width + table.size),
        ),
        families=[same, known, helpful, *close],
        never=_by_member(table, table.facts.excluded, np.stack([np.arange(table.size)] * 2, axis=1)),
        beside=_by_member(table, table.facts.beside),
    )


def _by_member(table: FactTable, *pairs: npt.NDArray[np.integer]) -> Grouped:
    one, other = np.concatenate(pairs).T.astype(np.int64)
    return Grouped.of(np.concatenate([one, other]), np.concatenate([other, one]), table.size)


def _slices(array: Ints, length: int) -> Iterator[Ints]:
    for start in range(0, len(array), length):
        yield array[start : start + length]
