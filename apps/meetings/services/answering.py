"""What the owner of a meeting says of the people on it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from apps.meetings.models import Attendee, Meeting
from apps.meetings.services.forgetting import lock_owners


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
def _answer(attendee: Attendee, **said: datetime | None) -> int:
    """Of one found by the name; read again meanwhile, there may be nobody to answer of."""
    meeting = attendee.meeting
    lock_owners(meeting.user_id)
    alike = Q(pk=attendee.pk)
    if meeting.series:
        alike |= Q(person=attendee.person_id, meeting__user=meeting.user_id, meeting__series=meeting.series)
    return Attendee.objects.filter(alike, by=Attendee.By.NAME).update(**said)


def _has_answer(row: Attendee) -> bool:
    return bool(row.confirmed_at or row.not_them_at)
