"""How a membership ends: by leaving, by being removed, or with the account."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from apps.circles.errors import LastCurator, StillCurator
from apps.circles.models import Acquaintance, Circle, Held, Membership, Role
from apps.circles.services.locking import lock, lock_as_curator, membership_in
from apps.profiles.changes import record_change
from apps.profiles.models import User

# Run inside the transaction that ends the membership.
Step = Callable[[Circle, User, datetime], None]
_steps: list[Step] = []


def on_leave(step: Step) -> None:
    """The register of what else ends with a membership: higher rooms end their open asks there."""
    _steps.append(step)


@transaction.atomic
def leave(circle: Circle, *, user: User, at: datetime) -> None:
    """A closed circle may be left by anybody, an open one not by its last curator."""
    locked = lock(circle)
    held = Held.objects.filter(circle=locked, user=user).first()
    if held:
        end_ties(locked, user, at=at)
        held.delete()
        return
    membership = membership_in(locked, user)
    if membership.is_last_curator():
        raise LastCurator
    end_membership(membership, at=at)


@transaction.atomic
def remove_member(circle: Circle, *, user: User, by: User, at: datetime) -> None:
    membership = membership_in(lock_as_curator(circle, by), user)
    if membership.role == Role.CURATOR:
        raise StillCurator
    end_membership(membership, at=at)


def end_membership(membership: Membership, *, at: datetime) -> None:
    """Ends it with everything that hung on it. The caller holds the circle's lock."""
    circle, user = membership.circle, membership.user
    end_ties(circle, user, at=at)
    membership.delete()


def end_ties(circle: Circle, user: User, *, at: datetime) -> None:
    """What hung on somebody's being in the circle, or held from it."""
    for step in _steps:
        step(circle, user, at)
    Acquaintance.objects.filter(Q(ticker=user) | Q(known=user), circle=circle).delete()
    record_change(user, circle_id=circle.pk, at=at)
