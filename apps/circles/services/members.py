from datetime import datetime

from django.db import transaction

from apps.circles.errors import LastCurator
from apps.circles.models import Circle, Held, Membership, Role
from apps.circles.namesakes import is_taken
from apps.circles.newcomers import is_thin
from apps.circles.services.holding import hold
from apps.circles.services.locking import lock_as_curator, membership_in
from apps.circles.services.writing import write_to_new_curator
from apps.profiles.changes import record_change
from apps.profiles.models import Profile, User
from apps.profiles.services.presence import lock_present


def admit(circle: Circle, user: User, *, at: datetime, role: str = Role.MEMBER) -> Membership | Held:
    """Lets somebody in, once; whoever is called like a member waits for a curator's look. The caller holds the circle's
    lock."""
    lock_present(user)
    held = Held.objects.filter(circle=circle, user=user).first()
    if held:
        return held
    newcomer = role == Role.MEMBER and is_thin(user)
    values = {
        "role": role,
        "joined_at": at,
        "welcome_step": 1 if newcomer else None,
        "ask_whom_known": role == Role.MEMBER,
    }
    membership, new = Membership.objects.get_or_create(circle=circle, user=user, defaults=values)
    if not new:
        return membership
    record_change(user, circle_id=circle.pk, at=at)
    name = Profile.objects.values_list("name", flat=True).get(user=user)
    waits = role == Role.MEMBER and is_taken(name, circle, user)
    return hold(membership, formerly="", at=at) if waits else membership


@transaction.atomic
def make_curator(circle: Circle, *, user: User, by: User, at: datetime) -> Membership:
    return give_role(membership_in(lock_as_curator(circle, by), user), Role.CURATOR, at=at)


@transaction.atomic
def step_down(circle: Circle, *, user: User, at: datetime) -> Membership:
    """A curator becomes a member again; somebody else must be there to keep the circle."""
    membership = membership_in(lock_as_curator(circle, user), user)
    if membership.is_last_curator():
        raise LastCurator
    return give_role(membership, Role.MEMBER, at=at)


def give_role(membership: Membership, role: str, *, at: datetime) -> Membership:
    """Whoever keeps the circle from now on is told."""
    if membership.role != role:
        membership.role, membership.is_named = role, False
        membership.save(update_fields=["role", "is_named"])
        record_change(membership.user, circle_id=membership.circle_id, at=at)
        if role == Role.CURATOR:
            write_to_new_curator(membership, at=at)
    return membership
