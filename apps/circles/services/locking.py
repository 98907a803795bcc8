"""Every write in a circle locks the circle's row first: what two people do at once happens one after the other."""

from apps.circles.errors import CircleClosed, NotCurator, NotMember
from apps.circles.models import Circle, Membership, Role
from apps.profiles.models import User


def lock(circle: Circle) -> Circle:
    return Circle.objects.select_for_update().get(pk=circle.pk)


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
