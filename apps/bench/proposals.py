"""Whom a curator could introduce: the engine's pairs of one circle, as far as they rest on what a curator may know.

Blocks, pauses, answers, capacity and meetings in other circles are not asked about, so that nothing here changes with
them: whoever is privately not to be introduced can still be proposed, and nobody is written to. Of wishes only those
that stand here with their makers' knowledge.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.bench.alone import LOOKED_AT, Room
from apps.bench.history import Before
from apps.bench.models import Hold, PreparedPerson
from apps.circles.models import Circle
from apps.introductions.eligibility import pair as pair_of
from apps.introductions.limits import FEWEST
from apps.matching.coming_told import ENOUGH
from apps.matching.models import Candidate, NeverTogether, Wish
from apps.matching.models.candidate import CandidateQuerySet
from apps.matching.reading import Pair, open_book
from apps.matching.reasons import Reason, reasons_of, strength
from apps.profiles.models import User

SHOWN = 10
# So that a sitting is not about one person.
MOST_OF_ONE = 3


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, and what this circle's curators did for them before."""

    user: User
    new: bool
    before: list[Before] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Proposal:
    one: Side
    other: Side
    reasons: list[Reason]
    words: list[str]
    # Of one of the two, who was told that it stands here.
    wish: Wish | None = None
    # Where members do not see each other a note says no more of them than they read anyway.
    by_first_name: bool = False

    @property
    def key(self) -> str:
        return f"{self.one.user.pk}-{self.other.user.pk}"

    @property
    def wishing(self) -> Side:
        return self.one if self.wish and self.wish.user_id == self.one.user.pk else self.other

    @property
    def wished_for(self) -> Side:
        return self.other if self.wishing is self.one else self.one

    @property
    def draft(self) -> str:
        """A beginning of a note, without a fact in it: the reasons are written out below it when it is read."""
        names = {"one": self.one.user.profile.first_name, "other": self.other.user.profile.first_name}
        if names["one"] == names["other"] and not self.by_first_name:
            names = {"one": self.one.user.profile.display_name, "other": self.other.user.profile.display_name}
        return _("%(one)s and %(other)s, I would like you to know each other.") % names


@dataclass(slots=True)
class Found:
    """What is proposed, and for whom there is anything to say: not all of it fits on a page."""

    pairs: list[tuple[User, User, list[Reason]]] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    decided: set[tuple[int, int]] = field(default_factory=set)
    wishes: dict[tuple[int, int], Wish] = field(default_factory=dict)
    all_looked_at: bool = True


def find(circle: Circle, *, curator: User, room: Room, today: date, limit: int = SHOWN) -> Found:
    """What members wish for, then for newcomers who know nobody and others who stand alone, then the strongest."""
    wishes = _wishes(circle, curator)
    found, of_one = Found(decided=_decided(circle, curator, today), wishes=wishes), Counter[int]()
    waiting = _open(_ranked(circle, room, wishes), room, found.decided)
    while waiting and len(found.pairs) < limit:
        some, waiting = _next(waiting, of_one, 2 * limit)
        told = _told(some or waiting, curator, wishes)
        found.people.update(user.pk for low, high, _reasons in told for user in (low, high))
        if not some:  # of people about whom enough is on the page
            return found
        for low, high, reasons in told[: limit - len(found.pairs)]:
            of_one.update((low.pk, high.pk))
            found.pairs.append((low, high, reasons))
    found.all_looked_at = not waiting and len(found.pairs) < limit
    return found


def _next(waiting: Sequence[Pair], of_one: Counter[int], count: int) -> tuple[list[Pair], list[Pair]]:
    """The next few, none of which would be one too many of somebody, and the rest: each few cost a look at all their
    facts."""
    some, rest, counted = list[Pair](), list[Pair](), Counter(of_one)
    for pair in waiting:
        two = (pair.low_id, pair.high_id)
        if len(some) < count and max(counted[i] for i in two) < MOST_OF_ONE:
            some.append(pair)
            counted.update(two)
        else:
            rest.append(pair)
    return some, rest


def _told(
    pairs: Sequence[Pair], curator: User, wishes: Container[tuple[int, int]]
) -> list[tuple[User, User, list[Reason]]]:
    """Those about whom enough may be said; a wish is enough."""
    book = open_book(pairs, [curator])
    told = [(pair, reasons_of(pair, book)) for pair in pairs]
    return [
        (book.here[pair.circle_id, pair.low_id].user, book.here[pair.circle_id, pair.high_id].user, reasons)
        for pair, reasons in told
        if strength(reasons) >= ENOUGH or (pair.low_id, pair.high_id) in wishes
    ]


def _wishes(circle: Circle, curator: User) -> dict[tuple[int, int], Wish]:
    """What has stood there longest first, and not what was wished first: of two wishes for each other the second comes
    to stand there when the first is gone, as if it were new."""
    standing = Wish.objects.on_bench_of(curator).filter(suggestion__circle=circle).select_related("suggestion")
    rows = standing.order_by("pk")[:LOOKED_AT]
    return {(wish.suggestion.low_id, wish.suggestion.high_id): wish for wish in rows}


def _wished(circle: Circle, rows: CandidateQuerySet, wishes: Collection[tuple[int, int]]) -> list[Pair]:
    """With what may be said for them, if there is anything."""
    lows, highs = {low for low, _high in wishes}, {high for _low, high in wishes}
    some = rows.filter(low_id__in=lows, high_id__in=highs).values_list("low_id", "high_id", "evidence", "score")
    known = {(low, high): Pair(circle.pk, low, high, *rest) for low, high, *rest in some}
    return [known.get(two, Pair(circle.pk, *two, [])) for two in wishes]


def _ranked(circle: Circle, room: Room, wishes: Collection[tuple[int, int]]) -> list[Pair]:
    rows = Candidate.objects.current().filter(circle_id=circle.pk).best()
    wished = _wished(circle, rows, wishes) if wishes else []
    found = {(pair.low_id, pair.high_id): pair for pair in wished}
    for first in (room.newcomers(), room.isolated(), None):
        some = rows if first is None else rows.filter(Q(low_id__in=first) | Q(high_id__in=first))
        if first is None or first:
            values = some.values_list("circle_id", "low_id", "high_id", "evidence", "score")[:LOOKED_AT]
            for pair in (Pair(*row) for row in values):
                found.setdefault((pair.low_id, pair.high_id), pair)
    return list(found.values())


def _open(pairs: Sequence[Pair], room: Room, decided: set[tuple[int, int]]) -> list[Pair]:
    """Of people whom the curator may see, who do not know each other and about whom nothing was decided here."""
    settled = room.known | room.introduced | decided
    return [
        pair
        for pair in pairs
        if pair.low_id in room.joined and pair.high_id in room.joined and (pair.low_id, pair.high_id) not in settled
    ]


def _decided(circle: Circle, curator: User, today: date) -> set[tuple[int, int]]:
    """What co-curators decided about this curator is not asked about."""
    holds = Hold.objects.running(today).filter(circle=circle)
    nevers = NeverTogether.objects.filter(circle=circle)
    others = (some.exclude(Q(low=curator) | Q(high=curator)).order_by() for some in (holds, nevers))
    first, *rest = (some.values_list("low_id", "high_id") for some in others)
    return set(first.union(*rest)) | _prepared(circle, curator)


def _prepared(circle: Circle, curator: User) -> set[tuple[int, int]]:
    """Pairs that are about to be asked; those of whom one was invited, once that one has come."""
    rows = PreparedPerson.objects.filter(prepared__circle=circle).select_related("user", "invitation__accepted_by")
    by_prepared = defaultdict[int, list[User | None]](list)
    for row in rows:
        by_prepared[row.prepared_id].append(row.member)
    come = ([user.pk for user in people if user] for people in by_prepared.values() if len(people) == FEWEST)
    twos = (pair_of(*ids) for ids in come if len(ids) == FEWEST and curator.pk not in ids)
    return set(twos)
