"""What a circle's curators decide about two of its people: the workers of that circle do not suggest them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.circles.errors import NotMember
from apps.circles.models import Circle, Membership
from apps.circles.services.locking import lock_as_curator
from apps.matching.models import NeverTogether
from apps.profiles.models import User


@transaction.atomic
def part(circle: Circle, two: Sequence[User], *, by: User, at: datetime) -> NeverTogether:
    """Said twice, or by two curators, it is said once."""
    circle = lock_as_curator(circle, by)
    low, high = both_here(circle, two)
    return NeverTogether.objects.get_or_create(circle=circle, low=low, high=high, defaults={"by": by, "at": at})[0]


@transaction.atomic
def undo_part(never: NeverTogether, *, by: User) -> bool:
    """Whether there was something left to undo. Any curator of the circle may."""
    lock_as_curator(never.circle, by)
    return bool(NeverTogether.objects.filter(pk=never.pk).delete()[0])


def both_here(circle: Circle, two: Sequence[User]) -> tuple[User, User]:
    """By id; the caller holds the circle's lock."""
    low, high = sorted(two, key=lambda user: user.pk)
    if low == high or Membership.objects.filter(circle=circle, user__in=(low, high)).count() < len((low, high)):
        raise NotMember
    return low, high
