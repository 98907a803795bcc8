from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from apps.matching.engine import compiling
from apps.matching.engine.acquaintances import acquaintances
from apps.matching.engine.arrays import Bools, Floats, Grouped, Ints, find, on_grid, slices, unordered
from apps.matching.engine.evidence import Cited, ScoredPairs, one_after_the_other, strongest, together
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.kinds import NEAR
from apps.matching.engine.near import Near, near
from apps.matching.engine.ranking.bounds import MARGIN, at_most
from apps.matching.engine.ranking.network import Network, network_of
from apps.matching.engine.ranking.strengths import Strengths, strengths_of
from apps.matching.engine.ranking.weights import SHIPPED, Order
from apps.matching.engine.related import Related, related
from apps.matching.engine.seeks_offers import SeeksOffers, seeks_offers
from apps.matching.engine.selection import Pairs, Twosomes, best_of, united
from apps.matching.engine.settings import DEFAULTS, Settings
from apps.matching.engine.shared import Shared, shared
from apps.matching.engine.sharing import chosen, prices
from apps.matching.engine.table import FactTable, tabulate
from apps.matching.engine.terms import Block, Sums, Terms, summed

if TYPE_CHECKING:
    from apps.matching.engine.wide.tables import Wide

CITED_AT_ONCE, LISTED_AT_ONCE, WIDE_AT_ONCE = 1 << 14, 1 << 20, 1 << 16


def score_circle(
    facts: CircleFacts,
    *,
    settings: Settings = DEFAULTS,
    order: Order = SHIPPED,
    only: int | Ints | None = None,
    price: Floats | None = None,
    bar: Floats | None = None,
) -> ScoredPairs:
    """The pairs worth a look: score at least `settings.threshold`, and among the `settings.keep` of either of the two
    that are worth most to them by `order` (of equal ones, the lower user id). Those of `facts.beside` are among them as
    if they were not, and for each that is, one more. `only`: indexes of a few members: exactly their pairs out of the
    whole answer; who comes first among them goes by `price`, what the whole answer said that each member costs
    (float32[n]), and nobody comes onto a list below its `bar`, which the whole answer said, too (float32[n]). Nothing
    depends on the order of rows, or on which circles stand side by side."""
    some = None if only is None else np.atleast_1d(only)
    at_once = compiling.pays(facts.sizes) or (only is not None and compiling.is_loaded())
    if len(facts.circles) and not (settings.compiles and at_once):
        return one_after_the_other(list(_alone(facts, settings, order, some, price, bar)))
    scorer = scorer_of(facts, settings, order)
    if some is None:
        lists = scorer.best(np.arange(len(facts.members)))
        pairs, bar = united(lists), scorer.bar(lists)
        # Without what was made for the lists alone: of many people the lines take as much memory.
        lists, scorer = Pairs.none(), replace(scorer)
    else:
        bar = np.full(len(facts.members), -np.inf, np.float32) if bar is None else bar
        pairs = scorer.best_with(some, bar)
    return scorer.explained(pairs, *scorer.first(pairs, price), bar)


def _alone(
    facts: CircleFacts, settings: Settings, order: Order, some: Ints | None, price: Floats | None, bar: Floats | None
) -> Iterator[ScoredPairs]:
    """Circle by circle."""
    start = 0
    for part in facts.alone():
        end = start + len(part.members)
        here = None if some is None else some[(some >= start) & (some < end)] - start
        said = [None if column is None else column[start:end] for column in (price, bar)]
        yield score_circle(part, settings=settings, order=order, only=here, price=said[0], bar=said[1])
        start = end


class Family(Protocol):
    """One kind of evidence. Rows and people are indexes of members."""

    def add(self, rows: Ints, block: Block) -> None:
        """Adds its weighted bits of these people, int64[c], with everybody: those that are not Terms."""

    def cite(self, low: Ints, high: Ints) -> Cited:
        """The evidence behind its bits for p pairs, low int64[p], high int64[p]."""


@dataclass(frozen=True)
class Scorer:
    table: FactTable
    settings: Settings
    same: Shared
    helpful: SeeksOffers
    close: list[Near]  # of schools and of places
    kindred: Related
    families: list[Family]
    known: Sums
    strengths: Strengths
    order: Order
    never: Grouped  # by member: who is not to be returned with them, oneself included
    beside: Grouped  # by member: whom they have met elsewhere

    def told(self) -> Terms:
        """What sums up, by (kind, topic)."""
        return Terms.joined([self.same.terms(), self.helpful.terms()])

    @cached_property
    def sums(self) -> Sums:
        return summed(self.told(), self.table.owners, self.table.keys, (self.table.size, self.table.width))

    def scores(self, rows: Ints) -> tuple[Floats, Floats]:
        """float32[c, n] each: every row's score with everybody, and what the pair is worth to the row's person, on the
        grid."""
        found, shared = self.bits(rows)
        return found, on_grid(self.order.worth(self.strengths, rows, shared))

    def bits(self, rows: Ints) -> tuple[Floats, Floats]:
        """float32[c, n] each: every row's score with everybody, 0 where there is nothing that carries a suggestion; and
        the bits of what both share."""
        block = self.sums.block(rows)
        for family in self.families:
            family.add(rows, block)
        shared = block.carrying if block.aside is None else block.carrying + block.aside
        known = self.known.block(rows).carrying
        found = np.where((block.carrying > 0) | (known > 0), shared + known, np.float32(0))
        found[self.never.expand(rows)] = 0
        return found, np.maximum(shared, 0)

    def best(self, rows: Ints) -> Pairs:
        """The lists of these people."""
        wide = self._are_wide(rows)
        return Pairs.joined([self._widely(rows[wide]), self._listed(rows[~wide])]) if wide.any() else self._listed(rows)

    def _are_wide(self, rows: Ints) -> Bools:
        return self.table.facts.sizes[rows] > self.settings.wide_from

    def _listed(self, rows: Ints) -> Pairs:
        # Of several circles side by side only the compiled loops tell the ends.
        if len(self.table.facts.circles) or self._compiles(rows):
            return self._compiled(rows)
        length = max(1, self.settings.block_cells // max(self.table.size, 1))
        parts = [found for part in slices(rows, length) for found in self._lists(part)]
        return Pairs.joined([Pairs.none(), *parts])

    def _compiled(self, rows: Ints) -> Pairs:
        # Not at the top: numba takes a second to be imported, and most processes have nothing to score.
        from apps.matching.engine import compiled, working

        work, order, settings = working.work_of(self, rows), working.order_of(self), self.settings
        length = max(1, LISTED_AT_ONCE // min(settings.keep, int(self.table.facts.sizes.max(initial=1))))
        parts = [
            Pairs(*compiled.best(part, work, order, settings.keep, settings.threshold)) for part in slices(rows, length)
        ]
        return Pairs.joined([Pairs.none(), *parts])

    def _widely(self, rows: Ints) -> Pairs:
        from apps.matching.engine.wide import lists, making  # as above

        order, keep, threshold = making.order_of(self), self.settings.wide_keep, self.settings.threshold
        parts = [Pairs(*lists.best(part, self._wide, order, keep, threshold)) for part in slices(rows, WIDE_AT_ONCE)]
        return Pairs.joined([Pairs.none(), *parts])

    @cached_property
    def _wide(self) -> "Wide":
        from apps.matching.engine.wide import making  # as above

        return making.wide_of(self)

    def _lists(self, rows: Ints) -> Iterator[Pairs]:
        scores, worth = self.scores(rows)
        yield best_of(rows, scores, worth, self.settings)
        row, other = self.beside.expand(rows)
        if len(row):
            scores[row, other] = 0
            some = np.unique(row)
            yield best_of(rows[some], scores[some], worth[some], self.settings)

    def best_with(self, people: Ints, bar: Floats) -> Twosomes:
        """Their lists, and what of the others' lists they are on."""
        # At once: the tables of so few take longer than their lists.
        lists = self.best(np.union1d(self._listing(people, bar), people))
        theirs, on_it = np.isin(lists.person, people), np.isin(lists.other, people)
        stays = (lists.worth >= bar[lists.person]) | self._are_beside(lists)
        return united(lists.where(theirs | (on_it & stays)))

    def _listing(self, people: Ints, bar: Floats) -> Ints:
        """All who may have one of these people on their lists, and a few more."""
        listing, wide = np.zeros(self.table.size, bool), self._are_wide(people)
        if wide.any():
            from apps.matching.engine.wide import making  # as above

            listing[making.partners(self._wide, self.strengths.network, people[wide])] = True
        for part in slices(people[~wide], max(1, LISTED_AT_ONCE // max(self.table.size, 1))):
            found, shared = self.bits(part)
            good = (found >= self.settings.threshold) & (found > 0)
            if np.any(bar > -np.inf):
                most = at_most(self.order, self.strengths, part, shared)
                most[self.beside.expand(part)] = np.inf
                good &= most >= bar - MARGIN
            listing |= good.any(axis=0)
        return np.flatnonzero(listing)

    def bar(self, lists: Pairs) -> Floats:
        """float32[n]: what the last one of each full list is worth, -inf where there is room."""
        size, taken = self.table.size, np.flatnonzero(~self._are_beside(lists))
        # Whoever has met somebody elsewhere has two lists.
        if len(self.beside.items):
            taken = taken[np.unique(lists.person[taken] * size + lists.other[taken], return_index=True)[1]]
        person, worth = lists.person[taken], lists.worth[taken]
        bar = np.where(np.bincount(person, minlength=size) >= self.settings.keep, np.inf, -np.inf).astype(np.float32)
        np.minimum.at(bar, person, worth)
        return bar

    def _are_beside(self, lists: Pairs) -> Bools:
        return find(self.beside.codes(), lists.person * self.table.size + lists.other) >= 0

    def first(self, pairs: Twosomes, price: Floats | None) -> tuple[Bools, Floats]:
        """(bool[p], float32[n]): the pairs that come first when everybody may be in `settings.first`, and everybody's
        price. By these prices, where they are known. Pairs beside take places, too, or what others see would tell."""
        low, high, value, most = pairs.low, pairs.high, pairs.value, self.settings.first
        if price is not None:
            good = value >= price[low] + price[high]
            return good & chosen(low, high, value, price, most=most), price
        if self._compiles(np.arange(self.table.size)):
            from apps.matching.engine import compiled_sharing  # as above

            price = compiled_sharing.prices(low, high, value, circles=self.table.facts.circle_of, most=most)
            return compiled_sharing.chosen(low, high, value, price, most=most), price
        price = prices(low, high, value, size=self.table.size, most=most)
        return chosen(low, high, value, price, most=most), price

    def _compiles(self, rows: Ints) -> bool:
        return self.settings.compiles and compiling.pays(self.table.facts.sizes[rows])

    def explained(self, pairs: Twosomes, first: Bools, price: Floats, bar: Floats) -> ScoredPairs:
        parts = slices(np.arange(len(pairs.low)), CITED_AT_ONCE) if len(pairs.low) else [np.arange(0)]
        told = [self._lines(pairs.low[part], pairs.high[part]) for part in parts]
        offsets = np.cumsum(np.concatenate([[0], *(np.diff(places) for places, _lines in told)])).astype(np.int64)
        lines = together([lines for _places, lines in told])
        members = self.table.facts.members
        return ScoredPairs(
            members[pairs.low], members[pairs.high], pairs.score, pairs.worth_low, pairs.worth_high, first, price, bar,
            offsets, lines.type, lines.fact_low, lines.fact_high, lines.bits, lines.km,
            self.table.facts.circle_of[pairs.low],
        )  # fmt: skip

    def _lines(self, low: Ints, high: Ints) -> tuple[Ints, Cited]:
        told = [family.cite(low, high) for family in self.families]
        return strongest(together(told), len(low), most=self.settings.lines)


def scorer_of(facts: CircleFacts, settings: Settings, order: Order) -> Scorer:
    table = tabulate(facts, settings)
    same, known, helpful = shared(table, settings), acquaintances(table, settings), seeks_offers(table, settings)
    close = [near(table, kind, settings) for kind in NEAR]
    kindred = related(table, settings)
    beyond: list[Near | Related] = [*close, kindred]
    return Scorer(
        table=table,
        settings=settings,
        known=summed(known.terms(), known.knower, known.knows, (table.size, table.size)),
        same=same,
        helpful=helpful,
        close=close,
        kindred=kindred,
        families=[same, known, helpful, *(family for family in beyond if family.weighted.any())],
        strengths=strengths_of(network_in(table)),
        order=order,
        never=_by_member(table, table.facts.excluded, np.stack([np.arange(table.size)] * 2, axis=1)),
        beside=_by_member(table, table.facts.beside),
    )


def network_in(table: FactTable) -> Network:
    """Who holds what and who knows whom, as far as everybody in the circle may know: whoever met elsewhere, or in a
    group, is put into order as if they had not."""
    facts, size = table.facts, table.size
    ties = unordered(facts.ties.astype(np.int64), size)
    aside = unordered(facts.beside.astype(np.int64), size)
    told = ties[find(aside[:, 0] * size + aside[:, 1], ties[:, 0] * size + ties[:, 1]) < 0]
    network = network_of(size, (table.owners, table.keys, table.width), told)
    circle = facts.circle_of if len(facts.circles) else None
    return replace(network, circle=circle, held_around=table.holders, around=facts.population, people=table.around)


def _by_member(table: FactTable, *pairs: npt.NDArray[np.integer]) -> Grouped:
    one, other = np.concatenate(pairs).T.astype(np.int64)
    return Grouped.of(np.concatenate([one, other]), np.concatenate([other, one]), table.size)
