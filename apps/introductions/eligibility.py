"""Pairs that are not to be suggested or introduced, and why nobody may learn of some of them.

`known_pairs` rest on open facts; `unavailable_pairs` also on sealed ones, so what depends on them must look the same
either way."""

from collections import defaultdict
from collections.abc import Collection
from enum import Enum
from itertools import combinations

from django.db.models import Q

from apps.circles.models import Circle
from apps.introductions import limits
from apps.introductions.asked_before import Pair, asked_before
from apps.introductions.models import Answer, Connection, Introduction, NeverWith
from apps.introductions.models.introduction import IntroductionQuerySet
from apps.profiles.models import Block, User


def pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def known_pairs(user_ids: Collection[int], *, one_of: Collection[int] | None = None) -> set[Pair]:
    """Pairs among these people that have been introduced or know each other. Here as below, `one_of` asks about pairs
    with one of those only, which is quicker where the others are many; whom else these know may be among them."""
    among = Q(low__in=user_ids, high__in=user_ids)
    met = Connection.objects.filter(among if one_of is None else Q(low__in=one_of) | Q(high__in=one_of))
    return set(met.values_list("low_id", "high_id"))


def known_here(circle: Circle, user_ids: Collection[int]) -> bool:
    """Whether two of these people know each other as far as this circle's curators may know."""
    return Connection.objects.told_in(circle.pk).filter(low__in=user_ids, high__in=user_ids).exists()


def unavailable_pairs(user_ids: Collection[int]) -> set[Pair]:
    """Pairs among these people that are not brought together without being asked by a curator: known, blocked, or asked
    before, whatever came of it, until whoever let it pass has reopened it."""
    return parted_pairs(user_ids) | asked_before(user_ids).pairs | shadowed_pairs(user_ids)


def parted_pairs(user_ids: Collection[int], *, one_of: Collection[int] | None = None) -> set[Pair]:
    """Those whose end both may notice: they know each other, or one blocked the other, which looks like leaving."""
    among = Q(blocker__in=user_ids, blocked__in=user_ids)
    rows = Block.objects.filter(among if one_of is None else Q(blocker__in=one_of) | Q(blocked__in=one_of))
    blocked = {pair(*row) for row in rows.values_list("blocker_id", "blocked_id")}
    return known_pairs(user_ids, one_of=one_of) | blocked


def shadowed_pairs(user_ids: Collection[int], *, one_of: Collection[int] | None = None) -> set[Pair]:
    """Those of a shadow: nobody wrote to them, and they are to notice nothing."""
    some = user_ids if one_of is None else one_of
    return _pairs_of(Introduction.objects.filter(shadow=True, answers__user__in=some), user_ids)


def may_be_asked(people: Collection[User]) -> bool:
    """False when the set is privately not to be introduced: the introduction then becomes a shadow."""
    ids = [user.pk for user in people]
    if User.objects.reachable().filter(pk__in=ids).count() < len(ids):
        return False
    if Block.objects.among(ids).exists():
        return False
    if len(ids) == limits.FEWEST and known_pairs(ids):
        return False
    pairs = {pair(a, b) for a, b in combinations(ids, 2)}
    return not pairs & (_open_pairs(ids) | _refused_pairs(ids) | _kept_away_pairs(ids))


class Away(Enum):
    """Whether somebody never wants to be introduced to one of the people of an introduction; and whether they know that
    this one is among them, or read a first name only."""

    FROM_NOBODY = "from nobody"
    KNOWINGLY = "knowingly"
    UNKNOWINGLY = "unknowingly"


def keeps_away(introduction: Introduction, user: User) -> Away:
    asked = introduction.answers.values("user")
    known = NeverWith.objects.of(user).filter(other__in=asked).known_in(introduction)
    if not known:
        return Away.FROM_NOBODY
    return Away.KNOWINGLY if any(known) else Away.UNKNOWINGLY


def _open_pairs(user_ids: Collection[int]) -> set[Pair]:
    return _pairs_of(Introduction.objects.open().filter(shadow=False, answers__user__in=user_ids), user_ids)


def _refused_pairs(user_ids: Collection[int]) -> set[Pair]:
    """Those of whom one has said no to an introduction with the other; only that one may come back to it."""
    no = Answer.objects.filter(user__in=user_ids, value=Answer.Value.NO, reopened_at=None)
    twos = no.filter(introduction__answers__user__in=user_ids).values_list("user_id", "introduction__answers__user_id")
    return {pair(refuser, other) for refuser, other in twos if refuser != other}


def _kept_away_pairs(user_ids: Collection[int]) -> set[Pair]:
    rows = NeverWith.objects.among(user_ids).values_list("user_id", "other_id")
    return {pair(*row) for row in rows}


def _pairs_of(introductions: IntroductionQuerySet, user_ids: Collection[int]) -> set[Pair]:
    wanted, together = set(user_ids), defaultdict[int, list[int]](list)
    rows = Answer.objects.filter(introduction__in=introductions).values_list("introduction_id", "user_id")
    for introduction_id, user_id in rows:
        together[introduction_id].append(user_id)
    found = (combinations(sorted(wanted.intersection(ids)), 2) for ids in together.values())
    return {two for twos in found for two in twos}
