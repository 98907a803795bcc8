"""Pairs that are not to be suggested or introduced, and why nobody may learn of some of them.

`known_pairs` rest on open facts; `unavailable_pairs` also on sealed ones, so what depends on them must look the same
either way."""

from collections import defaultdict
from collections.abc import Collection
from itertools import combinations

from apps.circles.models import Circle
from apps.introductions import limits
from apps.introductions.models import Answer, Connection, Introduction
from apps.introductions.models.introduction import IntroductionQuerySet
from apps.profiles.models import Block, User

Pair = tuple[int, int]
Side = tuple[int, Pair]  # a pair as one of the two has it


def pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def known_pairs(user_ids: Collection[int]) -> set[Pair]:
    """Pairs among these people that have been introduced or know each other."""
    return set(Connection.objects.filter(low__in=user_ids, high__in=user_ids).values_list("low_id", "high_id"))


def known_here(circle: Circle, user_ids: Collection[int]) -> bool:
    """Whether two of these people know each other as far as this circle's curators may know."""
    return Connection.objects.told_in(circle.pk).filter(low__in=user_ids, high__in=user_ids).exists()


def unavailable_pairs(user_ids: Collection[int]) -> set[Pair]:
    """Pairs among these people that the workers never suggest: known, blocked, or asked before, whatever came of it."""
    return parted_pairs(user_ids) | shadowed_pairs(user_ids)


def parted_pairs(user_ids: Collection[int]) -> set[Pair]:
    """Those whose end both may notice: they know each other, were asked, or one blocked the other, which looks like
    leaving."""
    asked = Introduction.objects.filter(shadow=False, answers__user__in=user_ids)
    return ended_pairs(user_ids) | _pairs_of(asked, user_ids)


def ended_pairs(user_ids: Collection[int]) -> set[Pair]:
    """They know each other, or one blocked the other."""
    blocked = Block.objects.filter(blocker__in=user_ids, blocked__in=user_ids).values_list("blocker_id", "blocked_id")
    return known_pairs(user_ids) | {pair(*row) for row in blocked}


def asked_pairs(user_ids: Collection[int]) -> tuple[set[Side], set[Pair]]:
    """Who was put an ask about which pair among these; and all those pairs, also where it waits for both:
    as in a shadow, whom an ask was not put to is to notice nothing of it."""
    asked = Introduction.objects.filter(shadow=False, answers__user__in=user_ids)
    rows = Answer.objects.filter(introduction__in=asked, user__in=user_ids)
    together = defaultdict[int, list[tuple[int, bool]]](list)
    for introduction_id, user_id, put_at in rows.values_list("introduction_id", "user_id", "put_at"):
        together[introduction_id].append((user_id, put_at is not None))
    told, pairs = set[Side](), set[Pair]()
    for (one, one_knows), (other, other_knows) in (two for all_ in together.values() for two in combinations(all_, 2)):
        two = pair(one, other)
        pairs.add(two)
        told |= {(user_id, two) for user_id, knows in ((one, one_knows), (other, other_knows)) if knows}
    return told, pairs


def shadowed_pairs(user_ids: Collection[int]) -> set[Pair]:
    """Those of a shadow: nobody wrote to them, and they are to notice nothing."""
    return _pairs_of(Introduction.objects.filter(shadow=True, answers__user__in=user_ids), user_ids)


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
    return not pairs & (_open_pairs(ids) | _refused_pairs(ids))


def _open_pairs(user_ids: Collection[int]) -> set[Pair]:
    return _pairs_of(Introduction.objects.open().filter(shadow=False, answers__user__in=user_ids), user_ids)


def _refused_pairs(user_ids: Collection[int]) -> set[Pair]:
    """Those of whom one has said no to an introduction with the other; only that one may come back to it."""
    no = Answer.objects.filter(user__in=user_ids, value=Answer.Value.NO)
    twos = no.filter(introduction__answers__user__in=user_ids).values_list("user_id", "introduction__answers__user_id")
    return {pair(refuser, other) for refuser, other in twos if refuser != other}


def _pairs_of(introductions: IntroductionQuerySet, user_ids: Collection[int]) -> set[Pair]:
    wanted, together = set(user_ids), defaultdict[int, list[int]](list)
    rows = Answer.objects.filter(introduction__in=introductions).values_list("introduction_id", "user_id")
    for introduction_id, user_id in rows:
        together[introduction_id].append(user_id)
    found = (combinations(sorted(wanted.intersection(ids)), 2) for ids in together.values())
    return {two for twos in found for two in twos}
