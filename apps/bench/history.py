"""What the curators of a circle introduced before, as far as this one may know: through the funnel, and never more of
the end than `state_for` says."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.introductions.models.introduction import IntroductionQuerySet
from apps.profiles.models import User

SHOWN, SHOWN_OF_ONE = 10, 3


@dataclass(frozen=True, slots=True)
class Before:
    """An introduction as it may be told."""

    introduction: Introduction
    people: list[User]
    state: str


def lately(circle: Circle, *, curator: User, at: datetime) -> list[Before]:
    """What was introduced here last."""
    return [_told(row, row.people, curator, at) for row in _rows(circle, curator)[:SHOWN]]


def of_people(circle: Circle, ids: Collection[int], *, curator: User, at: datetime) -> dict[int, list[Before]]:
    """By person, the latest first: when and with whom."""
    found = defaultdict[int, list[Before]](list)
    if not ids:
        return found
    mine = Introduction.objects.filter(answers__user__in=ids)
    for row in _rows(circle, curator).filter(pk__in=mine.values("pk")):
        for user in row.people:
            if user.pk in ids and len(found[user.pk]) < SHOWN_OF_ONE:
                others = [other for other in row.people if other != user]
                found[user.pk].append(_told(row, others, curator, at))
    return found


def _rows(circle: Circle, curator: User) -> IntroductionQuerySet:
    rows = Introduction.objects.visible_to_curator(curator).filter(circle=circle)
    return rows.prefetch_related("answers__user__profile").order_by("-asked_at", "-pk")


def _told(row: Introduction, people: list[User], curator: User, at: datetime) -> Before:
    return Before(row, people, row.state_for(curator, at=at))
