"""What the readers of a because may know at this moment. Everything is asked of the funnels again, so a fact hidden a
second ago is not cited, whatever the engine found last night."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Value, When

from apps.circles.models import FactException, Membership, Role, open_in, told_to
from apps.introductions.eligibility import pair as pair_of
from apps.introductions.models import Connection
from apps.matching.engine import DEFAULTS, EvidenceType
from apps.matching.models.no_reason import WITHOUT_FACTS, LeftOut
from apps.matching.relatives import Groups, groups_of
from apps.matching.statistics import members
from apps.profiles.models import Block, ProfileTrait, Reach, TraitKind, User
from apps.profiles.models.trait import ProfileTraitQuerySet

# Fewer are neither counted nor hinted at.
FEWEST_COUNTED, FEWEST_UNNAMED = 5, 3


class Line(NamedTuple):
    type: int
    low: int  # a fact of the pair's low person, or the acquaintance
    high: int
    bits: float
    km: float | None

    @property
    def weighted(self) -> float:
        """Bits, as they count for the pair."""
        return self.bits * DEFAULTS.weights[EvidenceType(self.type)]

    @property
    def rests_on_facts(self) -> bool:
        return self.type not in WITHOUT_FACTS

    def key_for(self, fact_id: int) -> tuple[int, int | None]:
        """By what one of the two knows it as a reason; `fact_id`: their own fact of it."""
        return self.type, fact_id if self.rests_on_facts else None


class Pair(NamedTuple):
    circle_id: int
    low_id: int
    high_id: int
    evidence: Sequence[Sequence[Any]]
    score: float = 0.0

    def other_than(self, user_id: int) -> int:
        return self.high_id if self.low_id == user_id else self.low_id

    def lines(self) -> list[Line]:
        return [Line(*line) for line in self.evidence]

    def cited(self) -> list[int]:
        """Ids of the facts that it rests on."""
        facts = (line for line in self.lines() if line.rests_on_facts)
        return [fact for line in facts for fact in (line.low, line.high)]

    def without(self, left_out: LeftOut, user_id: int) -> "Pair":
        """What is left of it for one of the two who says that some reasons are none."""
        if not left_out:
            return self
        own = 0 if user_id == self.low_id else 1
        rows = zip(self.evidence, self.lines(), strict=True)
        kept = [row for row, line in rows if line.key_for((line.low, line.high)[own]) not in left_out]
        return self._replace(evidence=kept)

    def acquaintances(self) -> list[int]:
        return [line.low for line in self.lines() if line.type == EvidenceType.ACQUAINTANCE]


@dataclass(frozen=True, slots=True)
class Book:
    """What all the readers may open; the first of them is the one it is told to."""

    readers: Sequence[User]
    facts: dict[int, ProfileTrait]
    named: set[tuple[int, int]]  # by circle and fact: the exceptions
    here: dict[tuple[int, int], Membership]  # by circle and person
    known: set[tuple[int, int]]
    blocked: set[tuple[int, int]]
    holders: dict[tuple[int, str, int, str], int]  # by circle, kind, topic and town
    groups: Groups

    def are_here(self, pair: Pair) -> bool:
        return (pair.circle_id, pair.low_id) in self.here and (pair.circle_id, pair.high_id) in self.here

    def see_each_other(self, pair: Pair) -> bool:
        """In the circle's member list; else a reason is all that the two are told of each other."""
        return self.here[pair.circle_id, pair.low_id].sees(self.here[pair.circle_id, pair.high_id])

    def fact(self, fact_id: int, holder_id: int, circle_id: int) -> ProfileTrait | None:
        """Where the circle sees it: one that the reader may open elsewhere is not told of here."""
        fact = self.facts.get(fact_id)
        return fact if fact and fact.user_id == holder_id and self._is_seen_in(fact, circle_id) else None

    def _is_seen_in(self, fact: ProfileTrait, circle_id: int) -> bool:
        return fact.reach == Reach.ALL or (fact.reach == Reach.ONLY) == ((circle_id, fact.pk) in self.named)

    def others_holding(self, circle_id: int, fact: ProfileTrait, other: ProfileTrait) -> int:
        """Who says the same of the same town: schools of one name are not counted together."""
        found = self.holders.get((circle_id, fact.kind, fact.topic_id, _counted_in(fact)), 0) - 2
        return found if _counted_in(fact) == _counted_in(other) else 0

    def name(self, circle_id: int, user_id: int) -> str:
        return str(self.here[circle_id, user_id].user.profile.first_name)

    def acquaintances(self, pair: Pair) -> list[Membership]:
        """Those in this circle whom both know and whose blocks concern none of the readers, the rarest first."""
        found = (self.here.get((pair.circle_id, user_id)) for user_id in pair.acquaintances())
        return [row for row in found if row and self._is_in_common(row, pair)]

    def _is_in_common(self, row: Membership, pair: Pair) -> bool:
        both = {pair.low_id, pair.high_id}
        reading = {reader.pk for reader in self.readers}
        if reading & both:  # what one of them reads may be put before the other as well
            reading |= both
        clear = not any(pair_of(row.user_id, reader) in self.blocked for reader in reading)
        known = all(pair_of(row.user_id, one) in self.known for one in both)
        return row.role != Role.CURATOR and known and clear and row.user_id not in reading


def open_book(pairs: Sequence[Pair], readers: Sequence[User]) -> Book:
    acquaintances = {i for pair in pairs for i in pair.acquaintances()}
    here = who_is_here(pairs, acquaintances)
    closed = {row.circle_id for row in here.values() if not row.circle.members_see_each_other}
    facts = _facts(pairs, readers, closed)
    return Book(
        readers=readers,
        facts=facts,
        named=exceptions_of(pairs, facts),
        here=here,
        known=who_know_each_other(pairs, acquaintances),
        blocked=_blocked(pairs, acquaintances, readers),
        holders=_holders(pairs, facts, readers, closed),
        groups=groups_in((line for pair in pairs for line in pair.lines()), facts),
    )


def groups_in(lines: Iterable[Line], facts: dict[int, ProfileTrait]) -> Groups:
    """What the interests are kinds of on which these lines rest."""
    cited = {fact for line in lines if line.type == EvidenceType.RELATED for fact in (line.low, line.high)}
    return groups_of(facts[fact] for fact in cited if fact in facts)


def open_to(readers: Sequence[User]) -> ProfileTraitQuerySet:
    rows = ProfileTrait.objects.open()
    for reader in readers:
        rows = rows.visible_to(reader)
    return rows


def _facts(pairs: Sequence[Pair], readers: Sequence[User], closed: Collection[int]) -> dict[int, ProfileTrait]:
    """`closed`: the circles whose members do not see each other, and are told of each other's facts all the same."""
    ids = set(chain.from_iterable(pair.cited() for pair in pairs))
    rows = ProfileTrait.objects.open() if closed else open_to(readers)
    for reader in readers if closed else ():
        seen = ProfileTrait.objects.filter(pk__in=ids).visible_to(reader)
        rows = rows.filter(Q(pk__in=seen.values("pk")) | told_to(reader, closed))
    return rows.select_related("topic").in_bulk(ids) if ids else {}


def exceptions_of(pairs: Sequence[Pair], facts: dict[int, ProfileTrait]) -> set[tuple[int, int]]:
    apart = [fact.pk for fact in facts.values() if fact.reach != Reach.ALL]
    if not apart:
        return set()
    rows = FactException.objects.filter(trait__in=apart, circle__in={pair.circle_id for pair in pairs})
    return set(rows.values_list("circle_id", "trait_id"))


def who_is_here(pairs: Sequence[Pair], acquaintances: Collection[int]) -> dict[tuple[int, int], Membership]:
    """Of the pairs and their acquaintances, who is in the pair's circle. Of many pairs most people are in the circle
    of another, too, and nothing more is read of them there."""
    circles = {pair.circle_id for pair in pairs}
    rows = members().filter(circle__in=circles, user__in={*acquaintances, *people_of(pairs)})
    if len(circles) > 1:
        wanted = {(pair.circle_id, one) for pair in pairs for one in (*pair[1:3], *pair.acquaintances())}
        found = rows.values_list("pk", "circle_id", "user_id")
        rows = members().filter(pk__in=[pk for pk, *here in found if tuple(here) in wanted])
    return {(row.circle_id, row.user_id): row for row in rows.select_related("user__profile", "circle")}


def who_know_each_other(pairs: Sequence[Pair], acquaintances: set[int]) -> set[tuple[int, int]]:
    if not acquaintances:
        return set()
    people = people_of(pairs)
    ties = Connection.objects.of_two().filter(
        Q(low__in=people, high__in=acquaintances) | Q(low__in=acquaintances, high__in=people)
    )
    return set(ties.values_list("low_id", "high_id"))


def _blocked(pairs: Sequence[Pair], acquaintances: set[int], readers: Sequence[User]) -> set[tuple[int, int]]:
    if not acquaintances:
        return set()
    people = people_of(pairs) | {reader.pk for reader in readers}
    blocks = Block.objects.filter(
        Q(blocker__in=people, blocked__in=acquaintances) | Q(blocker__in=acquaintances, blocked__in=people)
    )
    return {pair_of(*row) for row in blocks.values_list("blocker_id", "blocked_id")}


def _counted_in(fact: ProfileTrait) -> str:
    """Anything but a school is the same in every town."""
    return fact.town if fact.kind == TraitKind.SCHOOL else ""


def _holders(
    pairs: Sequence[Pair], facts: dict[int, ProfileTrait], readers: Sequence[User], closed: Collection[int]
) -> dict[tuple[int, str, int, str], int]:
    topics = shared_topics(pairs, facts)
    if not topics:
        return {}
    circles = {pair.circle_id for pair in pairs} - _unlisted(closed, readers)
    return holders_in(circles, open_to(readers).filter(topic__in=topics))


def shared_topics(pairs: Iterable[Pair], facts: dict[int, ProfileTrait]) -> set[int]:
    lines = (line for pair in pairs for line in pair.lines() if line.type == EvidenceType.SHARED)
    return {facts[line.low].topic_id for line in lines if line.low in facts}


def holders_in(circles: Collection[int], facts: ProfileTraitQuerySet) -> dict[tuple[int, str, int, str], int]:
    """How many there hold each of these facts, by circle, kind, topic and town."""
    counted = holding_in(circles, facts).annotate(Count("user")).order_by()
    return {(circle, kind, topic, town): count for circle, kind, topic, town, count in counted}


def holding_in(circles: Collection[int], facts: ProfileTraitQuerySet, *also: str) -> QuerySet[Any, Any]:
    seen = facts.annotate(here=F("user__memberships__circle"))
    inside = open_in(seen.filter(here__in=circles), OuterRef("here"))
    inside = inside.annotate(counted_in=Case(When(kind=TraitKind.SCHOOL, then="town"), default=Value("")))
    return inside.values_list("here", "kind", "topic", "counted_in", *also)


def _unlisted(closed: Collection[int], readers: Sequence[User]) -> set[int]:
    """Those where one of the readers does not see who is there. How many there say the same is not for them: whoever
    sees these people elsewhere would learn that they are here."""
    if not closed:
        return set()
    kept = Membership.objects.curators().filter(circle__in=closed, user__in=readers)
    pairs = set(kept.values_list("circle_id", "user_id"))
    return {circle_id for circle_id in closed if any((circle_id, reader.pk) not in pairs for reader in readers)}


def people_of(pairs: Sequence[Pair]) -> set[int]:
    return {i for pair in pairs for i in (pair.low_id, pair.high_id)}
