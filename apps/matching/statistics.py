"""How common each topic is, which is what makes it rare."""

from dataclasses import dataclass
from math import inf
from secrets import token_hex
from time import perf_counter

import numpy as np
from django.core.cache import cache

from apps.circles.models import Membership
from apps.circles.models.membership import MembershipQuerySet
from apps.matching.engine.arrays import Bools, Ints, distinct, find
from apps.matching.engine.kin import Kin, kin_of
from apps.matching.engine.settings import DEFAULTS
from apps.matching.engine.table import rarity
from apps.matching.tables import read
from apps.profiles.models import BroaderTopic, ProfileTrait, User

# Another number where what is kept changes its shape.
_KEY, _KEPT_SECONDS = "matching.statistics.3", 3600
_FRESH, _WORTH = "matching.statistics.fresh.3", 20
_STAMP = "matching.statistics.stamp.3"
# What this process has read of them, by its stamp: of a large network that takes longer than following a change.
_here: dict[str, "Statistics"] = {}
_HELD, _PEOPLE = np.dtype([("topic", "i8"), ("user", "i8")]), np.dtype([("user", "i8")])


@dataclass(frozen=True, slots=True)
class Statistics:
    """Among the present members of all circles."""

    topics: Ints  # ascending
    holders: Ints  # people who hold the topic openly
    population: int
    kin: Kin

    def holders_of(self, topics: Ints) -> Ints:
        at = find(self.topics, topics)
        return np.where(at < 0, 0, self.holders[at]) if len(self.topics) else np.zeros(len(topics), np.int64)

    def bits_of_group(self, above: int) -> float:
        """How unlikely it is to be in that entry's group; infinite where that came since they were counted."""
        at = np.flatnonzero(self.kin.above == above)
        bits = rarity(self.kin.holders[at], np.full(len(at), self.population), DEFAULTS)
        return float(bits[0]) if len(at) else inf


def members() -> MembershipQuerySet:
    """Who counts: present people in circles that are not closed."""
    return Membership.objects.running().filter(user__is_active=True, user__suspended_at__isnull=True)


def statistics_now() -> Statistics:
    """One pass over all open facts, kept for those whom an hour-old count serves as well."""
    begin = perf_counter()
    counted = ProfileTrait.objects.open().matched().order_by()
    held = read(counted.values_list("topic_id", "user_id"), _HELD)
    people = _people()
    held = held.take(np.flatnonzero(_are_among(people, held["user"])))
    span = int(people.max(initial=0)) + 1
    topics, holders = np.unique(distinct(held["topic"] * span + held["user"]) // span, return_counts=True)
    found = Statistics(topics, holders.astype(np.int64), len(people), kin_of(_links(), held["topic"], held["user"]))
    cache.set(_KEY, found, _KEPT_SECONDS)
    cache.set(_STAMP, token_hex(8), _KEPT_SECONDS)
    cache.set(_FRESH, True, int(_WORTH * (perf_counter() - begin)))
    return found


def _people() -> Ints:
    """As members() says, ascending. Not joined: for all people at once the database takes ten times as long."""
    members = read(Membership.objects.running().order_by().values_list("user_id"), _PEOPLE)["user"]
    present = read(User.objects.present().order_by().values_list("pk"), _PEOPLE)["user"]
    return np.sort(present[_are_among(members, present)])


def _are_among(people: Ints, wanted: Ints) -> Bools:
    """By a table of all numbers, which is quicker than to search where they are many."""
    is_one = np.zeros(int(max(people.max(initial=0), wanted.max(initial=0))) + 1, bool)
    is_one[people] = True
    return is_one[wanted]


def _links() -> Ints:
    """int64[l, 2]: interests, and what is right above each of them."""
    rows = BroaderTopic.objects.among_interests().values_list("under", "above").distinct()  # type: ignore[misc]  # annotations
    return np.array(sorted(rows), np.int64).reshape(-1, 2)


def statistics_fresh() -> Statistics:
    """Not counted again before twenty times as long has gone by as counting took: workers on one whole refresh go by
    one count, and do not spend their time counting."""
    return statistics_lately() if cache.get(_FRESH) else statistics_now()


def statistics_lately() -> Statistics:
    """A few people more or less hardly change what is rare, and counting takes long."""
    stamp = cache.get(_STAMP)
    if stamp in _here:
        return _here[stamp]
    kept: Statistics = cache.get(_KEY) or statistics_now()
    _here.clear()
    if stamp := cache.get(_STAMP):
        _here[stamp] = kept
    return kept


def forget_statistics() -> None:
    cache.delete_many([_KEY, _FRESH, _STAMP])
