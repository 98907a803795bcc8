"""How common each topic is, which is what makes it rare."""

from dataclasses import dataclass

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef

from apps.circles.models import Membership
from apps.circles.models.membership import MembershipQuerySet
from apps.matching.engine.arrays import Ints, find
from apps.profiles.models import ProfileTrait

_KEY, _KEPT_SECONDS = "matching.statistics", 3600


@dataclass(frozen=True, slots=True)
class Statistics:
    """Among the present members of all circles."""

    topics: Ints  # ascending
    holders: Ints  # people who hold the topic openly
    population: int

    def holders_of(self, topics: Ints) -> Ints:
        at = find(self.topics, topics)
        return np.where(at < 0, 0, self.holders[at]) if len(self.topics) else np.zeros(len(topics), np.int64)


def members() -> MembershipQuerySet:
    """Who counts: present people in circles that are not closed."""
    return Membership.objects.running().filter(user__is_active=True, user__suspended_at__isnull=True)


def statistics_now() -> Statistics:
    """One pass over all open facts, kept for those whom an hour-old count serves as well."""
    counted = ProfileTrait.objects.open().matched().filter(Exists(members().filter(user=OuterRef("user"))))
    rows = counted.values("topic").annotate(holders=Count("user", distinct=True)).order_by("topic")
    table = np.array(list(rows.values_list("topic", "holders")), np.int64).reshape(-1, 2)
    population = members().aggregate(people=Count("user", distinct=True))["people"]
    found = Statistics(topics=table[:, 0], holders=table[:, 1], population=population)
    cache.set(_KEY, found, _KEPT_SECONDS)
    return found


def statistics_lately() -> Statistics:
    """A few people more or less hardly change what is rare, and counting takes long."""
    kept: Statistics | None = cache.get(_KEY)
    return kept or statistics_now()
