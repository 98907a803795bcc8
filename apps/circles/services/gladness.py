"""Still glad to be here? Asked once a year; no answer means resting, not removed. All of it is sealed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from apps.circles.errors import NotMember
from apps.circles.models import Circle, Glad, Membership
from apps.circles.models.glad import GladQuerySet
from apps.circles.services.locking import lock
from apps.mail.pausing import pauses_of
from apps.profiles.changes import record_change
from apps.profiles.models import User

AT_ONCE = 500


@transaction.atomic
def note_asked(membership: Membership, *, at: datetime) -> None:
    """The person has the question before them from now on. Twice is as good as once, and an answer given since the page
    was made is one. Nobody waits for it: where something else goes on in the circle it is asked the next time."""
    free = Circle.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=membership.circle_id)
    if not (free.values_list("pk").first() and _is_here(membership)):
        return
    glad, _new = Glad.objects.get_or_create(membership_id=membership.pk)
    Glad.objects.due(at).filter(pk=glad.pk, asked_at=None, resting_since=None).update(asked_at=at)


def forget_asked(asked: Mapping[int, datetime]) -> None:
    """By the id of its row, when: the mail that asked went out to nobody. What was asked or answered since stays."""
    for glad_id, at in asked.items():
        Glad.objects.filter(pk=glad_id, asked_at=at).update(asked_at=None)


@transaction.atomic
def stay(membership: Membership, *, at: datetime) -> None:
    """A yes to the question; somebody who rests is back."""
    glad = _answered(membership, at)
    if glad.resting_since is not None:
        glad.resting_since = None
        # What both wished for meanwhile is looked at again.
        record_change(membership.user, circle_id=membership.circle_id, at=at)
    glad.save(update_fields=["asked_at", "answered_at", "resting_since"])


@transaction.atomic
def rest(membership: Membership, *, at: datetime) -> None:
    glad = _answered(membership, at)
    glad.resting_since = glad.resting_since or at
    glad.save(update_fields=["asked_at", "answered_at", "resting_since"])


def come_back(circle_id: int, *, user: User, at: datetime) -> None:
    """Whoever says yes to somebody in the circle rests there no more. Inside the caller's transaction."""
    rests = Glad.objects.resting_in(circle_id).filter(membership__user=user)
    if rests.update(resting_since=None, answered_at=at):
        record_change(user, circle_id=circle_id, at=at)


def rest_silent(*, at: datetime) -> int:
    """Lets those rest who did not answer; how many. Whoever could not answer meanwhile is asked anew when they can. In
    chunks; an answer in this very moment wins, and run twice it changes nothing more."""
    _ask_anew()
    count = 0
    while ids := _some(Glad.objects.silent(at)):
        Glad.objects.silent(at).filter(pk__in=_unwritten(ids)).update(asked_at=None)
        # Asked of the row itself: a condition on another table would be read as it was before that answer.
        count += Glad.objects.silent(at).filter(pk__in=ids).update(asked_at=None, resting_since=at)
    return count


def _ask_anew() -> None:
    while ids := _some(Glad.objects.unable_to_answer()):
        Glad.objects.filter(pk__in=ids).update(asked_at=None)


def _unwritten(ids: list[int]) -> list[int]:
    """Those whose address is not written to: they may not have been asked anywhere."""
    addresses = dict(Glad.objects.filter(pk__in=ids).values_list("pk", "membership__user__email"))
    paused = pauses_of(addresses.values())
    return [pk for pk, address in addresses.items() if address in paused]


def _some(rows: GladQuerySet) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _answered(membership: Membership, at: datetime) -> Glad:
    """The locked row, answered now, to be saved by the caller."""
    lock(membership.circle)
    if not _is_here(membership):
        raise NotMember
    Glad.objects.get_or_create(membership_id=membership.pk)
    glad = Glad.objects.select_for_update(no_key=True).get(membership_id=membership.pk)
    glad.asked_at, glad.answered_at = None, at
    return glad


def _is_here(membership: Membership) -> bool:
    """Not for somebody who has just left. Under the circle's lock nobody leaves meanwhile."""
    return Membership.objects.filter(pk=membership.pk).exists()
