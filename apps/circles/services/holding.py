"""Whoever comes into a circle, or takes another name, and is called like a member there waits until a curator has
looked. Nobody waits for ever: after two weeks, or once nobody is called so any more, they come in."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from apps.circles.errors import NotWaiting
from apps.circles.models import Circle, Glad, Held, Membership, Role
from apps.circles.models.held import HELD_AT_MOST
from apps.circles.namesakes import is_taken
from apps.circles.services.leaving import end_ties
from apps.circles.services.locking import lock, lock_as_curator
from apps.circles.services.writing import write_welcome
from apps.profiles.changes import record_change
from apps.profiles.models import Profile, User

log = logging.getLogger(__name__)


def lock_circles_of(user: User) -> None:
    """Before somebody's name changes: nobody comes into these circles meanwhile."""
    theirs = Circle.objects.filter(Q(memberships__user=user) | Q(held__user=user))
    list(Circle.objects.select_for_update(no_key=True).filter(pk__in=theirs.values("pk")).order_by("pk"))


def look_again(user: User, before: str, at: datetime) -> None:
    """After somebody's name changed, inside its transaction."""
    name = Profile.objects.values_list("name", flat=True).get(user=user)
    for held in Held.objects.filter(user=user).select_related("circle", "user").order_by("circle"):
        if not is_taken(name, held.circle, user):
            _come_in(held, at)  # and reads so on the page, without a mail
    rows = Membership.objects.running().filter(user=user, role=Role.MEMBER).select_related("circle", "user")
    for membership in rows.order_by("circle"):
        if is_taken(name, membership.circle, user):
            hold(membership, formerly=before, at=at)


def hold(membership: Membership, *, formerly: str, at: datetime) -> Held:
    """Their ties stay until they are turned away or leave. The caller holds the circle's lock."""
    glad = Glad.objects.filter(membership=membership).first() or Glad()
    held = Held.objects.create(
        circle=membership.circle,
        user=membership.user,
        formerly=formerly,
        joined_at=membership.joined_at,
        welcome_step=membership.welcome_step,
        ask_whom_known=membership.ask_whom_known,
        glad_answered_at=glad.answered_at,
        resting_since=glad.resting_since,
        since=at,
    )
    membership.delete()
    record_change(held.user, circle_id=held.circle_id, at=at)
    return held


@transaction.atomic
def let_in(held: Held, *, by: User, at: datetime) -> Membership:
    """It is somebody else."""
    return _come_in(_told(_lock(held, by), at), at)


@transaction.atomic
def turn_away(held: Held, *, by: User, at: datetime) -> None:
    """They are told nothing; it is as if they had left."""
    locked = _lock(held, by)
    end_ties(locked.circle, locked.user, at=at)
    locked.delete()


def settle_held(*, at: datetime) -> list[int]:
    """Lets in whoever waited long enough, or is called like nobody any more; the ids of these people."""
    rows = Held.objects.select_related("circle", "user__profile").order_by("pk")
    # Names are read before the circle is locked, and once more for the few who then come in.
    return [held.user_id for held in rows if _waits_no_more(held, at) and _settle(held, at)]


def _waits_no_more(held: Held, at: datetime) -> bool:
    return held.since <= at - HELD_AT_MOST or not is_taken(held.user.profile.name, held.circle, held.user)


@transaction.atomic
def _settle(held: Held, at: datetime) -> bool:
    """False where a curator, or the person, was quicker."""
    lock(held.circle)
    fresh = Held.objects.select_for_update(of=("self",), no_key=True).select_related("circle", "user__profile")
    row = fresh.filter(pk=held.pk).first()
    if row is None or not _waits_no_more(row, at):
        return False
    _come_in(_told(row, at), at)
    log.info("user %d came into circle %d without a look", row.user_id, row.circle_id)
    return True


def _come_in(held: Held, at: datetime) -> Membership:
    values = {
        "joined_at": held.joined_at,
        "welcome_step": held.welcome_step,
        "ask_whom_known": held.ask_whom_known,
    }
    membership, new = Membership.objects.get_or_create(circle=held.circle, user=held.user, defaults=values)
    if new and (held.glad_answered_at or held.resting_since):
        Glad.objects.create(membership=membership, answered_at=held.glad_answered_at, resting_since=held.resting_since)
    held.delete()
    record_change(membership.user, circle_id=membership.circle_id, at=at)
    return membership


def _told(held: Held, at: datetime) -> Held:
    """By mail. Whoever came without an account has had no other mail that says how to sign in."""
    write_welcome(held.user, held.circle, key=f"held.{held.pk}", newcomer=not held.user.has_usable_password(), at=at)
    return held


def _lock(held: Held, by: User) -> Held:
    circle = lock_as_curator(held.circle, by)
    found = Held.objects.select_for_update(of=("self",), no_key=True).select_related("user").filter(pk=held.pk).first()
    if found is None:
        raise NotWaiting
    found.circle = circle
    return found
