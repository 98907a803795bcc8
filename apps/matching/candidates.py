"""Which of the engine's candidates there are for a person, before anything that is sealed is asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from apps.circles.models import Circle, Membership, Role, SeenBy, Suggesting
from apps.introductions.eligibility import parted_pairs
from apps.matching.models import Candidate
from apps.matching.models.no_reason import LeftOut
from apps.matching.reading import Pair

MOST_LOOKED_AT = 200
COLUMNS = ("first", "worth_low", "worth_high", "circle_id", "low_id", "high_id", "evidence", "score")
WAYS = ("suggesting", "members_seen_by")

Twosome = tuple[int, int]


class Found(NamedTuple):
    """A candidate of one person."""

    pair: Pair
    first: bool  # as in Candidate
    worth: float | None  # of the other to this person
    shows: bool  # whether the member list of the circle shows the two to each other

    def before_answers(self) -> tuple[bool, bool, float, float, int, int, int]:
        """In the order of what they are worth to this person."""
        circle_id, low_id, high_id, _evidence, score = self.pair
        return not self.first, self.worth is None, -(self.worth or 0.0), -score, circle_id, low_id, high_id

    def place(self, user_id: int, left_out: LeftOut) -> tuple[bool, float, float]:
        """The lower, the sooner: by as much of worth and score as what is some reason for them makes up of the bits."""
        counted = _bits(self.pair.without(left_out, user_id)) / (_bits(self.pair) or 1.0)
        return not self.first, -(self.worth or 0.0) * counted, -self.pair.score * counted


@dataclass(frozen=True, slots=True)
class There:
    """Of the candidates of some people: who is where, and who is parted."""

    parted: set[Twosome]  # they know each other, or one blocked the other
    members: dict[tuple[int, int], str]  # by circle and person: their role
    suggesting: set[int]  # circles in which the workers have the first word
    listing: set[int]  # circles whose members see each other

    def allows(self, pair: Pair) -> bool:
        """Those met in another circle are candidates still, for its bench; here they would only take places. Where the
        curators have the first word, their bench shows what there is. Whoever blocked, or left and is a candidate until
        a worker has followed: neither takes more asking than the other."""
        here = all((pair.circle_id, one) in self.members for one in (pair.low_id, pair.high_id))
        return here and pair.circle_id in self.suggesting and (pair.low_id, pair.high_id) not in self.parted

    def shows(self, pair: Pair) -> bool:
        keeps = (self.members[pair.circle_id, one] == Role.CURATOR for one in (pair.low_id, pair.high_id))
        return pair.circle_id in self.listing or any(keeps)


def candidates_of(user_ids: Collection[int]) -> tuple[dict[int, list[Found]], There]:
    """By person, of each the MOST_LOOKED_AT best; in as many queries however many people they are. A database that is
    to look for memberships and blocks beside so many candidates has been seen to read whole tables for each."""
    rows = list(Candidate.objects.current().of_any(user_ids).values_list(*COLUMNS))
    there = _there([Pair(*row[3:]) for row in rows], user_ids)
    found: dict[int, list[Found]] = {user_id: [] for user_id in user_ids}
    for first, worth_low, worth_high, *columns in rows:
        pair = Pair(*columns)
        for user_id, worth in ((pair.low_id, worth_low), (pair.high_id, worth_high)):
            if user_id in found and there.allows(pair):
                found[user_id].append(Found(pair, first, worth, there.shows(pair)))
    best = {user_id: sorted(some, key=Found.before_answers)[:MOST_LOOKED_AT] for user_id, some in found.items()}
    return best, there


def _there(pairs: Sequence[Pair], user_ids: Collection[int]) -> There:
    """In each pair is one of these."""
    circles, people = {pair.circle_id for pair in pairs}, {i for pair in pairs for i in (pair.low_id, pair.high_id)}
    ways = {pk: rest for pk, *rest in Circle.objects.filter(pk__in=circles).values_list("pk", *WAYS)}
    rows = Membership.objects.filter(circle__in=circles, user__in=people)
    return There(
        parted=parted_pairs(people, one_of=people.intersection(user_ids)),
        members={(circle, user): role for circle, user, role in rows.values_list("circle_id", "user_id", "role")},
        suggesting={pk for pk, (suggesting, _seen_by) in ways.items() if suggesting != Suggesting.BENCH},
        listing={pk for pk, (_suggesting, seen_by) in ways.items() if seen_by == SeenBy.MEMBERS},
    )


def _bits(pair: Pair) -> float:
    return sum(line.weighted for line in pair.lines())
