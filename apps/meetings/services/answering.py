"""What the owner of a meeting says of the people on it, and what they have forgotten."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from apps.meetings.models import Attendee, Meeting
from apps.profiles.models import User

AT_ONCE = 500


def confirm(attendee: Attendee, *, at: datetime) -> int:
    """It is them, on all days of a series; on how many. Told to nobody."""
    return _answer(attendee, confirmed_at=at, not_them_at=None)


def reject(attendee: Attendee, *, at: datetime) -> int:
    """It is somebody else of that name; it stays said when the calendar is read again."""
    return _answer(attendee, confirmed_at=None, not_them_at=at)


def ask_again(attendee: Attendee) -> int:
    """As if nothing had been said."""
    return _answer(attendee, confirmed_at=None, not_them_at=None)


def answer_alike(meetings: Iterable[Meeting]) -> None:
    """Days of a series that were read now take the answer that was given to others of it. All are one person's."""
    series = {row.series: row.user_id for row in meetings if row.series}
    if not series:
        return
    named = Attendee.objects.filter(by=Attendee.By.NAME, meeting__user__in=set(series.values()))
    rows = list(named.filter(meeting__series__in=series).select_related("meeting").order_by("pk"))
    said = {(row.meeting.series, row.person_id): row for row in rows if _has_answer(row)}
    new = [row for row in rows if not _has_answer(row) and (row.meeting.series, row.person_id) in said]
    for row in new:
        alike = said[row.meeting.series, row.person_id]
        row.confirmed_at, row.not_them_at = alike.confirmed_at, alike.not_them_at
    if new:
        Attendee.objects.bulk_update(new, ["confirmed_at", "not_them_at"], batch_size=100)


@transaction.atomic
def forget(meeting: Meeting) -> None:
    _lock(meeting.user_id)
    Meeting.objects.filter(pk=meeting.pk).delete()


@transaction.atomic
def forget_all(user: User) -> int:
    """How many there were that the person could read."""
    _lock(user.pk)
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


def _lock(*user_ids: int) -> None:
    """What is being read again is not forgotten halfway."""
    users = User.objects.select_for_update(no_key=True).filter(pk__in=set(user_ids))
    list(users.order_by("pk").values_list("pk"))


@transaction.atomic
def _forget_some(at: datetime) -> int:
    due = Meeting.objects.forgettable(at)
    some = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    _lock(*Meeting.objects.filter(pk__in=some).values_list("user_id", flat=True))
    # Asked again under the lock: one that was read again meanwhile may have somebody on it.
    still = list(due.filter(pk__in=some).values_list("pk", flat=True))
    Meeting.objects.filter(pk__in=still).delete()
    return len(still)


@transaction.atomic
def _answer(attendee: Attendee, **said: datetime | None) -> int:
    """Of one found by the name; read again meanwhile, there may be nobody to answer of."""
    meeting = attendee.meeting
    _lock(meeting.user_id)
    alike = Q(pk=attendee.pk)
    if meeting.series:
        alike |= Q(person=attendee.person_id, meeting__user=meeting.user_id, meeting__series=meeting.series)
    return Attendee.objects.filter(alike, by=Attendee.By.NAME).update(**said)


def _has_answer(row: Attendee) -> bool:
    return bool(row.confirmed_at or row.not_them_at)


def forget_former_name(user: User, before: str, at: datetime) -> None:
    """Where somebody was found by a name that they have no more, and nobody said that it is them: the new name there
    would tell the old one."""
    Attendee.objects.filter(person=user, by=Attendee.By.NAME, confirmed_at=None).delete()


def lock_nothing(user: User) -> None:
    """Before a change of name: the rows are locked as they go."""
