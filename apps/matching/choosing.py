"""Which of the engine's candidates may be put before a person now. What is sealed is asked here, at the last moment,
and whatever the reason, a pair that is left out leaves no trace."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q, Value

from apps.circles.models import Acquaintance, Cadence, Glad
from apps.introductions.asked_before import AskedBefore, Place, Side, asked_before
from apps.introductions.eligibility import pair as pair_of
from apps.introductions.eligibility import shadowed_pairs
from apps.introductions.models import NeverWith, PitchPause
from apps.introductions.paces import WEEK, Pace, paces_of_suggestions
from apps.matching.candidates import Found, candidates_of
from apps.matching.coming import Choice
from apps.matching.models import Dismissal, NeverTogether, NoReason, Showing, Wish
from apps.matching.models.no_reason import LeftOut
from apps.matching.reading import Pair
from apps.profiles.models import User

# A little over two weeks: three weekly digests.
PATIENCE = timedelta(days=14, hours=12)
# A digest that is a little early loses no week.
EARLY = timedelta(hours=12)
# How long after a circle's last newcomer to a person's page the next may come: half a day less than its name says, so
# that a digest which is a little early, or a changed clock, loses no week.
EVERY = {
    Cadence.WEEK: timedelta(days=6, hours=12),
    Cadence.FORTNIGHT: timedelta(days=13, hours=12),
    Cadence.MONTH: timedelta(days=27, hours=12),
}

Twosome = tuple[int, int]
Cited = set[tuple[int, int, int]]


class Shown(NamedTuple):
    user_id: int
    first_at: datetime
    circle_id: int
    low_id: int
    high_id: int
    evidence: Sequence[Sequence[Any]]
    cadence: str


@dataclass(frozen=True)
class Sealed:
    """What decides about pairs and is told to nobody."""

    parted: set[Twosome]
    answered: set[Side]  # who of those asked for wished, passed over or ticked as known, and about which pair
    asked: AskedBefore
    shows: set[tuple[int, Twosome]]  # by circle: who of those asked about are shown to each other there
    rested: dict[Side, Cited]  # for whom a pair rests, and what it rested on when it was shown
    lately: set[tuple[int, Side]]  # by circle: to whom a pair was shown within patience
    too_soon: set[tuple[int, int]]  # by person and circle: where the last new one came less than a cadence ago
    room: dict[int, int]  # by person: how many may be new, over all circles
    reachable: set[int]
    kept_away: set[Side]  # who never wants to be introduced to whom, whose name they knew when they said it
    unwanted: set[Twosome]  # passed over or known by one of the two, or asked without either of them learning of it
    never: set[tuple[int, Twosome]]  # by circle: what its curators keep apart
    resting: set[tuple[int, int]]  # who rests in which circle
    paused: set[tuple[int, int]]  # whose introductions are paused in which circle
    wished: list[Side]  # who wished for which pair of those asked for, the longest ago first
    shown: Counter[int]  # how often something was put before those asked for
    left_out: Mapping[int, LeftOut]  # what each of those asked for says is no reason

    def allows(self, user_id: int, pair: Pair) -> bool:
        two = (pair.low_id, pair.high_id)
        if (pair.circle_id, user_id) in self.resting:
            return False
        side, here = (user_id, two), Place(pair.circle_id, (pair.circle_id, two) in self.shows)
        if two in self.parted or side in self.answered or self.asked.is_over(side, here):
            return False
        # Where they read a first name a card that goes would tell who it is.
        if side in self.kept_away and here.shows:
            return False
        if self._rests(user_id, two, pair):
            return False
        # What another keeps sealed, a curator too, takes nothing away that this person has before them: it would tell.
        # Nor does anything come in the place of what went, nor, from another circle, of what lies there of the same
        # person: under another name, the change of the one for the other would tell who it is.
        if (pair.circle_id, side) in self.lately:
            return True
        is_due = self.room[user_id] > 0 and (user_id, pair.circle_id) not in self.too_soon
        is_free = not self.asked.keeps_new_away(side, here) and not self._held_back(pair.circle_id, two)
        return is_due and is_free and side not in self.lying

    @cached_property
    def lying(self) -> set[Side]:
        return {side for _circle, side in self.lately}

    def _rests(self, user_id: int, two: Twosome, pair: Pair) -> bool:
        """Until there is something new to say."""
        seen = self.rested.get((user_id, two))
        return seen is not None and cited(pair.without(self.left_out[user_id], user_id).evidence) <= seen

    def _held_back(self, circle_id: int, two: Twosome) -> bool:
        kept_apart = two in self.unwanted or (circle_id, two) in self.never
        away = self.resting | self.paused
        rests = any((circle_id, one) in away for one in two)
        return kept_apart or rests or not self.reachable.issuperset(two)


def choices(users: Sequence[User], *, at: datetime) -> dict[int, Choice]:
    """By user, of those who are here: what may be put before them. What others wish for adds none."""
    here = User.objects.reachable().filter(pk__in=[user.pk for user in users])
    paces = paces_of_suggestions(here, at=at)
    rows, there = candidates_of(sorted(paces))
    found = {user_id: [row.pair for row in some] for user_id, some in rows.items()}
    shown = [row.pair for some in rows.values() for row in some if row.shows]
    shows = {(pair.circle_id, (pair.low_id, pair.high_id)) for pair in shown}
    sealed = _sealed(paces, found, shows, there.parted, at)
    return {user_id: _choice(user_id, some, sealed) for user_id, some in rows.items()}


def _choice(user_id: int, rows: Sequence[Found], sealed: Sealed) -> Choice:
    left_out = sealed.left_out[user_id]
    in_order = sorted(rows, key=lambda row: row.place(user_id, left_out)) if left_out else rows
    allowed = [row.pair for row in in_order if sealed.allows(user_id, row.pair)]
    lately = {two for _circle, (one_id, two) in sealed.lately if one_id == user_id}
    wished = [two for one_id, two in sealed.wished if one_id != user_id and user_id in two]
    return Choice(user_id, allowed, lately, sealed.room[user_id], wished, sealed.shown[user_id], left_out)


def cited(evidence: Sequence[Sequence[Any]]) -> Cited:
    return {(kind, low, high) for kind, low, high, *_ in evidence}


def _sealed(
    users: Mapping[int, Pace],
    found: dict[int, list[Pair]],
    shows: set[tuple[int, Twosome]],
    parted: set[Twosome],
    at: datetime,
) -> Sealed:
    people = {i for pairs in found.values() for pair in pairs for i in (pair.low_id, pair.high_id)}
    # In each pair is one of these; the others are many.
    ours = people.intersection(users)
    dismissed, asked = _dismissed(ours), asked_before(people, at=at, one_of=ours)
    apart, kept_away = _kept_away(ours)
    shown = _shown(users)
    rested, lately = _rested(shown, asked, shows, at)
    resting, paused = _resting(people)
    wished = _wishes(users)
    return Sealed(
        parted=parted,
        answered={*wished} | dismissed,
        asked=asked,
        shows=shows,
        rested=rested,
        lately=lately,
        too_soon=_too_soon(shown, at),
        room={user_id: room_left(user_id, pace, shown, at) for user_id, pace in users.items()},
        reachable=set(User.objects.reachable().filter(pk__in=people).values_list("pk", flat=True)),
        kept_away=kept_away,
        unwanted=shadowed_pairs(people, one_of=ours) | apart | {two for _user_id, two in dismissed},
        never=_never(found),
        resting=resting,
        paused=paused,
        wished=wished,
        shown=Counter(row.user_id for row in shown),
        left_out=NoReason.objects.by_user(users),
    )


def _dismissed(users: Collection[int]) -> set[Side]:
    """By whom which pair with one of these. A tick that is not answered works like passing over: for the one who made
    it at once, and the other notices nothing."""
    passed = Dismissal.objects.filter(Q(user__in=users) | Q(other__in=users)).values_list("user_id", "other_id")
    either = Q(ticker__in=users) | Q(known__in=users)
    ticked = Acquaintance.objects.filter(either).values_list("ticker_id", "known_id")
    return {(row[0], pair_of(*row)) for row in passed.union(ticked)}


def _kept_away(users: Collection[int]) -> tuple[set[Twosome], set[Side]]:
    """Who are never to be introduced; and who said it of somebody by name, for whom that acts at once."""
    said = NeverWith.objects.filter(Q(user__in=users) | Q(other__in=users))
    values = said.values_list("user_id", "other_id", "introduction_id")
    rows = [((user, pair_of(user, other)), by) for user, other, by in values]
    return {two for (_user, two), _by in rows}, {side for side, by in rows if by is None}


def _never(found: dict[int, list[Pair]]) -> set[tuple[int, Twosome]]:
    circles = {pair.circle_id for pairs in found.values() for pair in pairs}
    people = found.keys()
    rows = NeverTogether.objects.filter(Q(low__in=people) | Q(high__in=people), circle__in=circles)
    return {(circle, (low, high)) for circle, low, high in rows.values_list("circle_id", "low_id", "high_id")}


def _resting(people: Collection[int]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Who rests, and whose introductions are paused, in which circle. Whoever rests sees nobody there either; whoever
    is paused keeps what is before them, or they would know the moment in which it was said that they sell."""
    resting = Glad.objects.resting().filter(membership__user__in=people)
    paused = PitchPause.objects.open().filter(user__in=people)
    both = resting.values_list("membership__circle_id", "membership__user_id", Value(0)).union(
        paused.values_list("circle_id", "user_id", Value(1)), all=True
    )
    rows = [tuple(row) for row in both]
    rests, paused_ones = ({(circle, user) for circle, user, kind in rows if kind == wanted} for wanted in (0, 1))
    return rests, paused_ones


def _wishes(users: Collection[int]) -> list[Side]:
    """Theirs, and what others wish for with them."""
    about = Q(suggestion__low__in=users) | Q(suggestion__high__in=users)
    rows = Wish.objects.filter(about, suggestion__circle__closed_at__isnull=True).order_by("at", "pk")
    sides = rows.values_list("user_id", "suggestion__low_id", "suggestion__high_id")
    return [(user_id, (low, high)) for user_id, low, high in sides]


def _shown(users: Collection[int]) -> list[Shown]:
    """The first in each place first."""
    pair = ("suggestion__circle_id", "suggestion__low_id", "suggestion__high_id")
    about = ("user_id", "first_at", *pair, "suggestion__evidence", "suggestion__circle__cadence")
    rows = Showing.objects.filter(user__in=users).order_by("first_at", "pk")
    return [Shown(*row) for row in rows.values_list(*about)]


def _rested(
    shown: Sequence[Shown], asked: AskedBefore, shows: Collection[tuple[int, Twosome]], at: datetime
) -> tuple[dict[Side, Cited], set[tuple[int, Side]]]:
    """What rests, and what does not yet. Of a pair that was asked since, and waits for the other, only what came after,
    when the other had reopened it: that they close it again takes nothing away, either."""
    rested, lately = defaultdict[Side, Cited](set), set[tuple[int, Side]]()
    for row in shown:
        two = (row.low_id, row.high_id)
        side, here = (row.user_id, two), Place(row.circle_id, (row.circle_id, two) in shows)
        if row.first_at > at - PATIENCE:
            since = asked.waits_since(side, here)
            lately |= {(row.circle_id, side)} if since is None or row.first_at > since else set()
        else:
            rested[side] |= cited(row.evidence)
    return dict(rested), lately


def _too_soon(shown: Sequence[Shown], at: datetime) -> set[tuple[int, int]]:
    """For whom it is too soon for somebody new of which circle."""
    first = dict[tuple[int, int, int, int], Shown]()
    for row in shown:  # of the two places where a pair is shown the first counts
        first.setdefault((row.user_id, row.circle_id, row.low_id, row.high_id), row)
    rows = (row for row in first.values() if row.first_at > at - EVERY[Cadence(row.cadence)])
    return {(row.user_id, row.circle_id) for row in rows}


def room_left(user_id: int, pace: Pace, shown: Sequence[Shown], at: datetime) -> int:
    """How many new people this person may still be shown, over all circles: it counts when somebody was first put
    before them, whatever became of it since, so that nobody comes in the place of a card that went."""
    first = dict[Twosome, datetime]()
    for row in shown:
        if row.user_id == user_id:
            first.setdefault((row.low_id, row.high_id), row.first_at)
    since = at - pace.weeks * WEEK + EARLY
    return max(0, pace.number - sum(first_at > since for first_at in first.values()))
