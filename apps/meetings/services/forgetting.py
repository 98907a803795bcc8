"""Meetings that are kept no longer: as their owner says, a month after they ended, or where nobody is left on them."""

from datetime import datetime

from django.db import transaction

from apps.meetings.models import Attendee, Meeting
from apps.profiles.models import User

AT_ONCE = 500


@transaction.atomic
def forget(meeting: Meeting) -> None:
    lock_owners(meeting.user_id)
    Meeting.objects.filter(pk=meeting.pk).delete()


@transaction.atomic
def forget_all(user: User) -> int:
    """How many there were that the person could read."""
    lock_owners(user.pk)
    count = Meeting.objects.visible_to(user).count()
    Meeting.objects.filter(user=user).delete()
    return count


def forget_over(*, at: datetime) -> int:
    """Those that ended a month ago, and those on which nobody is left. Run twice it forgets no more."""
    # Who was erased in the very moment in which a call was read.
    Attendee.objects.filter(person__is_active=False).delete()
    forgotten = 0
    while forgot := _forget_some(at):
        forgotten += forgot
    return forgotten


@transaction.atomic
def _forget_some(at: datetime) -> int:
    due = Meeting.objects.forgettable(at)
    some = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    lock_owners(*Meeting.objects.filter(pk__in=some).values_list("user_id", flat=True))
    # Asked again under the lock: one that was read again meanwhile may have somebody on it.
    still = list(due.filter(pk__in=some).values_list("pk", flat=True))
    Meeting.objects.filter(pk__in=still).delete()
    return len(still)


def forget_former_name(user: User, before: str, at: datetime) -> None:
    """Where somebody was found by a name that they have no more, and nobody said that it is them: the new name there
    would tell the old one."""
    Attendee.objects.filter(person=user, by=Attendee.By.NAME, confirmed_at=None).delete()


def lock_nothing(user: User) -> None:
    """Before a change of name: the rows are locked as they go."""


def lock_owners(*user_ids: int) -> None:
    """What is being read again is not forgotten halfway."""
    users = User.objects.select_for_update(no_key=True).filter(pk__in=set(user_ids))
    list(users.order_by("pk").values_list("pk"))
