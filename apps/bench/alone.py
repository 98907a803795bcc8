"""Who comes first at a bench: newcomers who know nobody in the circle, then whoever else stands alone there. Told from
what its curators may know; nobody is ever ranked by how many they know."""

from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from apps.bench import limits
from apps.circles.models import Circle, Membership
from apps.introductions.limits import FEWEST
from apps.introductions.models import Connection, Introduction
from apps.profiles.models import User

# As many as a sitting can be about; the latest come first.
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Room:
    """The members of a circle whom its curator may see."""

    joined: dict[int, datetime]  # by user, the latest first
    known: set[tuple[int, int]]  # pairs who know each other, as far as this circle is told
    # Whom its curators asked for, or brought together in a group that is made: who of a group said yes is told nowhere.
    introduced: set[tuple[int, int]]
    in_groups: set[int]
    new_since: datetime

    def is_new(self, user_id: int) -> bool:
        return self.joined[user_id] > self.new_since

    def alone(self) -> list[int]:
        """The latest first."""
        knowing = self.in_groups | {user_id for two in self.known for user_id in two}
        return [user_id for user_id in self.joined if user_id not in knowing]

    def newcomers(self) -> list[int]:
        return [user_id for user_id in self.alone() if self.is_new(user_id)][:LOOKED_AT]

    def isolated(self) -> list[int]:
        return [user_id for user_id in self.alone() if not self.is_new(user_id)][:LOOKED_AT]


def look_around(circle: Circle, *, curator: User, at: datetime) -> Room:
    seen = Membership.objects.others_in(circle, curator)
    joined = dict(seen.order_by("-joined_at", "-user").values_list("user_id", "joined_at"))
    members = Membership.objects.filter(circle=circle).values("user")
    told = Connection.objects.told_in(circle.pk).filter(low__in=members, high__in=members)
    twos, groups = _introduced(circle, curator)
    together = {two for group in groups for two in combinations(group, 2)}
    in_groups = {user_id for group in groups for user_id in group}
    known = set(told.values_list("low_id", "high_id"))
    return Room(joined, known, twos | together, in_groups, at - limits.NEW_FOR)


def _introduced(circle: Circle, curator: User) -> tuple[set[tuple[int, int]], list[list[int]]]:
    """Pairs, whatever came of them, and groups that are made; ids in order."""
    rows = Introduction.objects.visible_to_curator(curator).filter(circle=circle).order_by()
    twos, groups = set[tuple[int, int]](), list[list[int]]()
    for key, state in rows.values_list("participants_key", "state"):
        ids = [int(user_id) for user_id in key.split("-")]
        if len(ids) == FEWEST:
            twos.add((ids[0], ids[1]))
        elif state == Introduction.State.MADE:
            groups.append(ids)
    return twos, groups
