"""Coming in by the circle's link: at once where it is open, by asking where the curators decide."""

from datetime import datetime

from django.db import transaction

from apps.circles.errors import LinkOver
from apps.circles.models import Circle, Held, JoinPolicy, JoinRequest, Membership
from apps.circles.services.locking import lock_as_curator, lock_open
from apps.circles.services.members import admit
from apps.circles.services.writing import write_to_curators, write_welcome
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links

S = JoinRequest.State


@transaction.atomic
def join_by_link(circle: Circle, *, nonce: str, user: User, at: datetime) -> Membership | Held:
    locked = _lock_for_link(circle, nonce, JoinPolicy.OPEN)
    if not stands_in(user, locked.pk):
        _use_link(locked)
    return admit(locked, user, at=at)


@transaction.atomic
def ask_to_join(circle: Circle, *, nonce: str, user: User, note: str, at: datetime) -> None:
    """Asks the curators. Who asks again before the answer shows changes nothing, refused or not."""
    refuse_links(note)
    locked = _lock_for_link(circle, nonce, JoinPolicy.REQUEST)
    mine = JoinRequest.objects.filter(circle=locked, user=user)
    if mine.waiting(at).exists() or stands_in(user, locked.pk):
        return
    _use_link(locked)
    for stale in mine.pending():
        stale.move_to(S.WITHDRAWN)
    request = JoinRequest.objects.create(circle=locked, user=user, note=note, asked_at=at)
    write_to_curators(request, at=at)


@transaction.atomic
def approve(request: JoinRequest, *, by: User, at: datetime) -> Membership | Held:
    locked = _lock_request(request, by)
    locked.settled_at = at
    locked.move_to(S.APPROVED, "settled_at")
    write_welcome(locked.user, locked.circle, key=f"request.{locked.pk}", newcomer=False, at=at)
    return admit(locked.circle, locked.user, at=at)


@transaction.atomic
def refuse(request: JoinRequest, *, by: User, at: datetime) -> JoinRequest:
    """The person who asked is told nothing."""
    locked = _lock_request(request, by)
    locked.settled_at = at
    return locked.move_to(S.REFUSED, "settled_at")


def stands_in(user: User, circle_id: int) -> bool:
    """Whether somebody need not come in any more: a member, or held at the door."""
    members, held = (model.objects.filter(circle=circle_id, user=user) for model in (Membership, Held))
    return members.exists() or held.exists()


def _use_link(circle: Circle) -> None:
    """One person fewer may come by it; the caller holds the circle's lock. Whoever is in, or has asked, comes again
    without using it up."""
    if circle.link_uses is None:
        return
    if circle.link_uses == 0:
        raise LinkOver
    circle.link_uses -= 1
    circle.save(update_fields=["link_uses"])


def _lock_for_link(circle: Circle, nonce: str, policy: JoinPolicy) -> Circle:
    locked = lock_open(circle)
    if locked.link_nonce != nonce or locked.join_policy != policy:
        raise LinkOver
    return locked


def _lock_request(request: JoinRequest, by: User) -> JoinRequest:
    lock_as_curator(request.circle, by)
    return (
        JoinRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("circle", "user")
        .get(pk=request.pk)
    )
