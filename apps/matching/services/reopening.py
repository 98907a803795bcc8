"""What follows here when somebody opens again what they let pass, or never wants to be introduced to somebody."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db.models import Q

from apps.circles.models import seen_where
from apps.matching.models import Showing, Wish
from apps.profiles.models import User

# Given for whom, and of whom; inside the transaction.
Step = Callable[[User, int], None]
_steps: list[Step] = []


def on_forget(step: Step) -> None:
    """The register of where a higher room remembers that two were shown to one of them."""
    _steps.append(step)


def forget_showings(user: User, other_id: int) -> None:
    """For this person the two are as if they had never been shown. The other's showings stay."""
    low, high = sorted((user.pk, other_id))
    Showing.objects.filter(suggestion__low=low, suggestion__high=high, user=user).delete()
    for step in _steps:
        step(user, other_id)


def show_anew(user: User, other_ids: Collection[int], at: datetime) -> None:
    """To the one who reopened, what was shown before does not count as patience. The other's showings stay."""
    pairs = Q(suggestion__low__in=other_ids) | Q(suggestion__high__in=other_ids)
    Showing.objects.filter(pairs, user=user).update(first_at=at)


def forget_wishes(user: User, other: User) -> None:
    """Where they read a first name only the wish stays, and nothing comes of it: its going would tell who that is."""
    about = Q(suggestion__low=other) | Q(suggestion__high=other)
    Wish.objects.out().filter(about, user=user, suggestion__circle__in=seen_where(user, other)).delete()
