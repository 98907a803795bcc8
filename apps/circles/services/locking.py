"""Every write in a circle locks the circle's row first: what two people do at once happens one after the other.

Nobody waits for each other for ever, because everybody locks in one order: circles by id, introductions by id, people
by id, then the rest. All locks leave the key alone (`no_key`): a foreign key's check at another's commit does not wait
for them."""

from django.db.models import Q

from apps.circles.errors import CircleClosed, NotCurator, NotMember
from apps.circles.models import (
    Circle,
    CircleQuestion,
    Held,
    Invitation,
    JoinRequest,
    Membership,
    Role,
    Word,
)
from apps.circles.touched import by_higher_rooms
from apps.profiles.models import User


def lock(circle: Circle) -> Circle:
    return Circle.objects.select_for_update(no_key=True).get(pk=circle.pk)


def lock_all_of(user: User) -> None:
    """All circles that an erasure changes something in, in this room or a higher one."""
    invited = Q(inviter=user) | Q(accepted_by=user) | Q(address=user.email)
    theirs = Q()
    # One by one: joined, each member of a circle would be read once for each of its invitations.
    for model in (Membership, Held, JoinRequest):
        theirs |= Q(pk__in=model.objects.filter(user=user).values("circle"))
    for said in (CircleQuestion, Word):
        theirs |= Q(pk__in=said.objects.filter(by=user).values("circle"))
    theirs |= Q(pk__in=Invitation.objects.filter(invited).values("circle"))
    for touched in by_higher_rooms(user):
        theirs |= touched
    found = Circle.objects.filter(theirs)
    list(Circle.objects.select_for_update(no_key=True).filter(pk__in=found.values("pk")).order_by("pk"))


def lock_open(circle: Circle) -> Circle:
    locked = lock(circle)
    if locked.closed_at is not None:
        raise CircleClosed
    return locked


def lock_as_curator(circle: Circle, by: User) -> Circle:
    """The open circle, locked, for somebody who keeps it at this moment."""
    locked = lock_open(circle)
    if not Membership.objects.filter(circle=locked, user=by, role=Role.CURATOR).exists():
        raise NotCurator
    return locked


def membership_in(circle: Circle, user: User) -> Membership:
    membership = Membership.objects.filter(circle=circle, user=user).first()
    if membership is None:
        raise NotMember
    return membership
