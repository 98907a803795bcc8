"""A person's own word on how much may come to them."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.introductions.models import Capacity
from apps.introductions.services.putting import put_waiting
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present
from apps.profiles.services.profile import pause

MONTH = timedelta(days=30)


def let_come(user: User, *, at: datetime, **chosen: int) -> int:
    """`asks` or `suggestions` a week, or both; what is not given stays. How many asks that waited are put now."""
    _keep(user, **chosen)
    return put_waiting(at=at, people=[user])


@transaction.atomic
def pause_for_a_month(user: User, *, at: datetime) -> None:
    """What closes until they are back passes nobody by."""
    until = (at + MONTH).astimezone(user.profile.zone).date()
    pause(user, until=until, at=at)
    _keep(user, asked_to_pause_at=at, counts_from=at + MONTH)


def keep_them_coming(user: User, *, at: datetime) -> None:
    """As many as before, from now on."""
    _keep(user, asked_to_pause_at=at, counts_from=at)
    put_waiting(at=at, people=[user])


@transaction.atomic
def _keep(user: User, **fields: int | datetime) -> None:
    lock_present(user)
    Capacity.objects.update_or_create(user=user, defaults=fields)
