"""Who is told, the evening before, of the calls of the next day; and the run that queues a mail for each of them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.mail.models import OutboxMail
from apps.meetings.evening_mails import PURPOSE, key_of
from apps.meetings.evening_moments import evening_that_is, moment_of, next_evening
from apps.meetings.models import Evening, Meeting
from apps.meetings.models.evening import EveningQuerySet
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present

# Rows a transaction: on SQLite nobody else writes meanwhile.
AT_ONCE = 200
PLANNED = ["next_on", "next_at"]
# From an evening to the end of the next day it is no longer, with a clock that is put back as well.
SOON = timedelta(hours=36)


@transaction.atomic
def want(user: User, *, at: datetime) -> None:
    """From the evening that comes next. Twice is once; raises AccountGone."""
    lock_present(user)
    day = next_evening(at, user.profile.zone)
    planned = {"since": at, "next_on": day, "next_at": moment_of(day, user.profile.zone)}
    Evening.objects.get_or_create(user=user, defaults=planned)


def stop(user: User) -> None:
    Evening.objects.filter(user=user).delete()


@transaction.atomic
def follow_zone(user: User, at: datetime) -> None:
    """The evening that was next, by the clock of where they live now; where that is over there, at once. One that is
    due already still comes."""
    waiting = Evening.objects.select_for_update(of=("self",), no_key=True).filter(user=user, next_at__gt=at)
    # The user at hand may still carry the profile of before.
    for row in waiting.select_related("user__profile"):
        row.next_at = max(at, moment_of(row.next_on, row.user.profile.zone))
        row.save(update_fields=["next_at"])


def run_due(*, at: datetime) -> int:
    """Queues a mail for whoever is due and has calls ahead, in short transactions; how many. A run that is cut off goes
    on where it stopped, and one that is repeated doubles nothing: the outbox holds one per person and evening, and who
    was seen to is due no more. Nobody has calls without a mail where they have brought them in time; what is said of
    them, and whether anything is, is found at sending."""
    queued, last = 0, 0
    due = Evening.objects.due(at)
    while ids := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        queued += _queue(due.filter(pk__in=ids), at)
        last = ids[-1]
    return queued


def skip_missed(at: datetime) -> None:
    """After a restore: what fell due since the backup has gone out, or its evening is over."""
    due = Evening.objects.due(at)
    while ids := list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            rows = list(due.filter(pk__in=ids).select_for_update(of=("self",)).select_related("user__profile"))
            for row in rows:
                _plan_next(row, at)
            Evening.objects.bulk_update(rows, PLANNED)


@transaction.atomic
def _queue(due: EveningQuerySet, at: datetime) -> int:
    ahead = Meeting.objects.filter(user=OuterRef("user"), starts_at__gt=at - SOON, starts_at__lt=at + SOON)
    # Asked again under the lock: another run may have had them meanwhile.
    locked = due.select_for_update(of=("self",)).select_related("user__profile")
    rows = list(locked.annotate(has_calls=Exists(ahead)))
    mails = [_mail(row, at) for row in rows if row.has_calls]  # type: ignore[attr-defined]  # annotated
    known = OutboxMail.objects.filter(purpose=PURPOSE, key__in=[mail.key for mail in mails]).count()
    OutboxMail.objects.bulk_create(mails, ignore_conflicts=True)
    for row in rows:
        _plan_next(row, at)
    Evening.objects.bulk_update(rows, PLANNED)
    return len(mails) - known


def _mail(row: Evening, at: datetime) -> OutboxMail:
    """About the evening that is by now; one that waited for days is over."""
    evening = max(row.next_on, evening_that_is(at, row.user.profile.zone))
    return OutboxMail(
        purpose=PURPOSE,
        key=key_of(row.user, evening),
        user=row.user,
        address=row.user.email,
        lane=OutboxMail.Lane.BULK,
        due_at=at,
    )


def _plan_next(row: Evening, at: datetime) -> None:
    """Not saved."""
    zone = row.user.profile.zone
    row.next_on = next_evening(at, zone, last=max(row.next_on, evening_that_is(at, zone)))
    row.next_at = moment_of(row.next_on, zone)
