"""Whom a reader knows on the calls that come before their next digest; on the home page, within a week."""

from datetime import datetime, timedelta

from apps.digests.models import Cadence, DigestSchedule
from apps.meetings.calls import Call, calls_of
from apps.profiles.models import User

WEEK = timedelta(days=7)
AHEAD = {Cadence.FORTNIGHTLY.value: 2 * WEEK, Cadence.MONTHLY.value: timedelta(days=31)}
# Two months that follow each other begin no further apart with the same weekday; nothing lies further ahead in a
# calendar that is read.
LONGEST_AHEAD = timedelta(days=60)
# More would be a calendar.
MOST = 5


def calls_before(user: User, at: datetime, *, digest: int | None) -> list[Call]:
    """`digest`: the id of its mail."""
    before = at + WEEK if digest is None else _next_digest(user, at)
    return calls_of(user, since=at - WEEK, before=before, at=at, most=MOST)


def _next_digest(user: User, at: datetime) -> datetime:
    """No earlier than a whole period from now: one that is sent or looked at before its time says as much as the one it
    stands for."""
    schedule: DigestSchedule | None = getattr(user, "digest_schedule", None)
    if schedule is None:
        return at + WEEK
    usual = at + AHEAD.get(schedule.cadence, WEEK)
    return min(max(usual, schedule.next_at or usual), at + LONGEST_AHEAD)
