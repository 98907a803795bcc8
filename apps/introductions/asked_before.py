"""For whom a pair that was asked before is over, each side by itself: whoever let it pass may reopen it, and until then
neither is put before the other again.

It acts where the other is read under the name under which they were asked. Where another name is read, a card that goes
or comes would tell that the "Anna" of the one circle is the Anna Berg of another: there nobody new comes, whatever is
said, and nothing goes."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from apps.circles.models import Membership, SeenBy
from apps.introductions import limits
from apps.introductions.models import Answer, Introduction, NeverWith

Pair = tuple[int, int]
Side = tuple[int, Pair]  # a pair as one of the two has it


class Place(NamedTuple):
    """A circle, and whether its member list shows the two to each other."""

    circle_id: int
    shows: bool

    def reads_as(self, other: "Place") -> bool:
        """A first name is surely the same person's only within one circle."""
        return self.circle_id == other.circle_id or (self.shows and other.shows)


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
    circle_id: int
    members_seen_by: str
    keeps: bool
    # A yes that was held until it was over, by somebody who takes back by now that they never want to meet one of them.
    let_go: bool

    def place(self, theirs: "Said") -> Place:
        shows = self.members_seen_by == SeenBy.MEMBERS or self.keeps or theirs.keeps
        return Place(self.circle_id, shows)


@dataclass(slots=True)
class AskedBefore:
    # Over by what they did themselves, or open still; with where they were asked.
    over: dict[Side, set[Place]] = field(default_factory=lambda: defaultdict(set))
    # Over because of the other, for somebody who said yes; with where, and when they were asked there last.
    waiting: dict[Side, dict[Place, datetime]] = field(default_factory=lambda: defaultdict(dict))
    # Asked without being told: it waited until they had room. As after a shadow they are to notice nothing.
    unput: set[Side] = field(default_factory=set)
    # Where they were told that they were asked, whatever came of it.
    places: dict[Side, set[Place]] = field(default_factory=lambda: defaultdict(set))

    @property
    def pairs(self) -> set[Pair]:
        return {two for _user_id, two in (*self.over, *self.waiting, *self.unput)}

    def is_over(self, side: Side, here: Place) -> bool:
        return any(place.reads_as(here) for place in self.over.get(side, ()))

    def waits_since(self, side: Side, here: Place) -> datetime | None:
        times = [asked_at for place, asked_at in self.waiting.get(side, {}).items() if place.reads_as(here)]
        return max(times, default=None)

    def keeps_new_away(self, side: Side, here: Place) -> bool:
        """Also for whom it was reopened, where another name is read: what came then, and no sooner, would tell."""
        elsewhere = any(not place.reads_as(here) for place in self.places.get(side, ()))
        return elsewhere or side in self.unput or self.waits_since(side, here) is not None


def asked_before(
    user_ids: Collection[int], *, at: datetime | None = None, one_of: Collection[int] | None = None
) -> AskedBefore:
    """Of these people; `one_of`: of pairs with one of those only. With `at`, what somebody let pass with "not now" long
    enough before is over for them no more. What becomes of a side rests on its own answer alone; only for whoever said
    yes, and so knows that the other did not, does it matter whether the other has reopened it."""
    found = AskedBefore()
    for rows in _by_introduction(user_ids, user_ids if one_of is None else one_of):
        for mine, theirs in permutations(rows, 2):
            two = (min(mine.user_id, theirs.user_id), max(mine.user_id, theirs.user_id))
            _add(found, (mine.user_id, two), mine, theirs, at)
    return found


def _add(found: AskedBefore, side: Side, mine: Said, theirs: Said, at: datetime | None) -> None:
    place = mine.place(theirs)
    if mine.put_at is None:
        is_over = mine.state != Introduction.State.ASKED
        found.unput |= set() if is_over and mine.reopened_at else {side}
        return
    found.places[side].add(place)
    if mine.let_go or theirs.let_go:
        return  # neither could reopen it: both said yes
    said_yes, they_too = (row.value == Answer.Value.YES for row in (mine, theirs))
    if they_too if said_yes else not _is_open_again(mine, at):
        found.over[side].add(place)
    elif said_yes and theirs.reopened_at is None:
        times = found.waiting[side]
        times[place] = max(mine.asked_at, times.get(place, mine.asked_at))


def _is_open_again(mine: Said, at: datetime | None) -> bool:
    if mine.reopened_at is not None:
        return True
    if at is None or mine.answered_at is None or mine.reason != Answer.Reason.NOT_NOW:
        return False
    return mine.answered_at <= at - limits.NOT_NOW


def _by_introduction(user_ids: Collection[int], one_of: Collection[int]) -> Iterator[list[Said]]:
    wanted, together = set(user_ids), defaultdict[int, list[Said]](list)
    asked = Introduction.objects.filter(shadow=False, answers__user__in=one_of)
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
        "introduction__circle_id",
        "introduction__circle__members_seen_by",
        "keeps",
        "let_go",
    )
    keeps = Membership.objects.curators().filter(circle=OuterRef("introduction__circle"), user=OuterRef("user"))
    never = NeverWith.objects.filter(user=OuterRef("user"), other__answers__introduction=OuterRef("introduction"))
    let_go = Q(held=True) & ~Exists(never)
    rows = Answer.objects.filter(introduction__in=asked).annotate(keeps=Exists(keeps), let_go=let_go)
    for row in rows.values_list(*said):
        if row[1] in wanted:
            together[row[0]].append(Said(*row))
    yield from together.values()
