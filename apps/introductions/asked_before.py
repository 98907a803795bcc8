"""For whom a pair that was asked before is over, each side by itself: whoever let it pass may reopen it, and until then
neither is put before the other again."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations
from typing import NamedTuple

from apps.introductions import limits
from apps.introductions.models import Answer, Introduction

Pair = tuple[int, int]
Side = tuple[int, Pair]  # a pair as one of the two has it


class Said(NamedTuple):
    introduction_id: int
    user_id: int
    value: str
    reason: str
    answered_at: datetime | None
    reopened_at: datetime | None
    asked_at: datetime
    put_at: datetime | None
    state: str


@dataclass(slots=True)
class AskedBefore:
    # Over by what they did themselves, or open still.
    over: set[Side] = field(default_factory=set)
    # Over because of the other, for somebody who said yes; with when they were asked last.
    waiting: dict[Side, datetime] = field(default_factory=dict)
    # Asked without being told: it waited until they had room. As after a shadow they are to notice nothing.
    unput: set[Side] = field(default_factory=set)

    @property
    def pairs(self) -> set[Pair]:
        return {two for _user_id, two in (*self.over, *self.waiting, *self.unput)}


def asked_before(user_ids: Collection[int], *, at: datetime | None = None) -> AskedBefore:
    """Of these people. With `at`, what somebody let pass with "not now" long enough before is over for them no more.
    What becomes of a side rests on its own answer alone; only for whoever said yes, and so knows that the other did
    not, does it matter whether the other has reopened it."""
    found = AskedBefore()
    for rows in _by_introduction(user_ids):
        for mine, theirs in permutations(rows, 2):
            two = (min(mine.user_id, theirs.user_id), max(mine.user_id, theirs.user_id))
            side = (mine.user_id, two)
            if mine.put_at is None:
                is_over = mine.state != Introduction.State.ASKED
                found.unput |= set() if is_over and mine.reopened_at else {side}
            elif mine.value != Answer.Value.YES:
                found.over |= set() if _is_open_again(mine, at) else {side}
            elif theirs.value == Answer.Value.YES:
                found.over.add(side)
            elif theirs.reopened_at is None:
                found.waiting[side] = max(mine.asked_at, found.waiting.get(side, mine.asked_at))
    return found


def _is_open_again(mine: Said, at: datetime | None) -> bool:
    if mine.reopened_at is not None:
        return True
    if at is None or mine.answered_at is None or mine.reason != Answer.Reason.NOT_NOW:
        return False
    return mine.answered_at <= at - limits.NOT_NOW


def _by_introduction(user_ids: Collection[int]) -> Iterator[list[Said]]:
    wanted, together = set(user_ids), defaultdict[int, list[Said]](list)
    asked = Introduction.objects.filter(shadow=False, answers__user__in=user_ids)
    said = (
        "introduction_id",
        "user_id",
        "value",
        "reason",
        "answered_at",
        "reopened_at",
        "introduction__asked_at",
        "put_at",
        "introduction__state",
    )
    for row in Answer.objects.filter(introduction__in=asked).values_list(*said):
        if row[1] in wanted:
            together[row[0]].append(Said(*row))
    yield from together.values()
