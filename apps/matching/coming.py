"""Who comes next before a person, when somebody new may come and there are more than fit.

Mostly the strongest. But where the other one wished for it the pair is next, and now and then, by lot, somebody further
down: so a card that is weaker than others might have been may be either, and tells neither. Only the choice differs;
cards stand in the order of their strength, whoever was called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Self

from django.utils.crypto import salted_hmac

from apps.matching.models.no_reason import LeftOut
from apps.matching.reading import Pair

# As often as the lot calls somebody.
ONE_IN = 5
# How many are asked about, until something may be said of one.
MOST_CALLED = 6

Twosome = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """The pairs that may be put before a person, best first, and what decides who of them comes next."""

    user_id: int
    pairs: Sequence[Pair]
    lately: Collection[Twosome]  # what the person has, or had lately, before them
    room: int  # how many may be new
    wished: Sequence[Twosome]  # for whom the other wished, the longest ago first
    shown: int  # how often something was put before the person: with each time a new lot
    left_out: LeftOut = frozenset()  # what is no reason for them

    def leaving_out(self, twos: Collection[Twosome]) -> Self:
        return replace(self, pairs=[pair for pair in self.pairs if two_of(pair) not in twos]) if twos else self

    def counting(self, pair: Pair) -> Pair:
        """With the reasons only that are some for the person."""
        return pair.without(self.left_out, self.user_id)

    def is_new(self, pair: Pair) -> bool:
        return two_of(pair) not in self.lately

    def is_full(self, coming: Sequence[Pair], limit: int) -> bool:
        """Whether there may be more than fit."""
        return len(coming) == limit or sum(map(self.is_new, coming)) == self.room

    def called(self, coming: Sequence[Pair]) -> list[Pair]:
        """Those of whom the first about whom enough may be said comes in the place of the last new one of `coming`."""
        there = {two_of(pair) for pair in coming}
        if not any(self.is_new(pair) for pair in coming) or any(two in there - set(self.lately) for two in self.wished):
            return []
        further = [pair for pair in self.pairs if self.is_new(pair) and two_of(pair) not in there]
        by_wish = [pair for two in self.wished for pair in further if two_of(pair) == two]
        return [*by_wish, *self._drawn(further)][:MOST_CALLED]

    def _drawn(self, further: Sequence[Pair]) -> list[Pair]:
        """The same until something else is shown, so that looking twice tells nothing; nobody can work it out."""
        seed = salted_hmac("matching.coming", f"{self.user_id}-{self.shown}").digest()
        lot = Random(int.from_bytes(seed))  # noqa: S311 - seeded with a keyed hash
        struck = bool(ONE_IN and further) and lot.randrange(ONE_IN) == 0
        return lot.sample(further, min(len(further), MOST_CALLED)) if struck else []


def two_of(pair: Pair) -> Twosome:
    return pair.low_id, pair.high_id
