"""What somebody has answered while it can still be answered otherwise."""

from dataclasses import dataclass
from datetime import datetime

from apps.introductions.mailed import with_mailed
from apps.introductions.models import Introduction
from apps.introductions.unseen import unseen_of
from apps.profiles.models import User


@dataclass(frozen=True, slots=True)
class Answered:
    introduction: Introduction
    others: list[User]
    # Ids of those of whom no more than a first name is told.
    unseen: set[int]


def answered(user: User, value: str, *, at: datetime) -> list[Answered]:
    rows = Introduction.objects.answered_by(user, value, at).select_related("circle")
    found = with_mailed(rows, user, at).prefetch_related("answers__user__profile")
    return [_answered(introduction, user) for introduction in found]


def _answered(introduction: Introduction, user: User) -> Answered:
    people = introduction.people
    others = [person for person in people if person != user]
    return Answered(introduction, others, unseen_of(introduction, people, user))
