"""A digest run: whoever is due gets an outbox row for the period, and their next moment. No text yet."""

from datetime import datetime

from django.db import transaction

from apps.digests.mails import PURPOSE
from apps.digests.models import DigestSchedule, DigestScheduleQuerySet
from apps.digests.services.schedules import PLANNED, end_period
from apps.mail.models import OutboxMail

# Rows a transaction: on SQLite nobody else writes meanwhile.
AT_ONCE = 200


def run_due(*, at: datetime, everybody: bool = False) -> int:
    """Queues digests for whoever is due, in short transactions; how many. A run that is cut off goes on where it
    stopped, and one that is repeated doubles nothing: the outbox holds one digest per person and local day, and who got
    theirs is due no more. `everybody` adds one today for those who are not due; the next one of theirs still comes,
    unless it would come later this day: then they have had it."""
    queued, last = 0, 0
    wanted = DigestSchedule.objects.filter(next_at__isnull=False) if everybody else DigestSchedule.objects.due(at)
    while ids := list(wanted.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        queued += _queue(wanted.filter(pk__in=ids), at)
        last = ids[-1]
    return queued


@transaction.atomic
def _queue(wanted: DigestScheduleQuerySet, at: datetime) -> int:
    # Asked again under the lock: another run may have had them meanwhile.
    schedules = list(wanted.select_for_update(of=("self",)).select_related("user__profile"))
    mails = [_mail(row, at) for row in schedules]
    known = OutboxMail.objects.filter(purpose=PURPOSE, key__in=[mail.key for mail in mails]).count()
    OutboxMail.objects.bulk_create(mails, ignore_conflicts=True)
    due = [row for row in schedules if _is_due(row, at)]
    for row in due:
        end_period(row, row.user, at)
    DigestSchedule.objects.bulk_update(due, PLANNED)
    return len(mails) - known


def _mail(schedule: DigestSchedule, at: datetime) -> OutboxMail:
    user = schedule.user
    zone = user.profile.zone
    day = schedule.day_of_next(zone) if _is_due(schedule, at) else at.astimezone(zone).date()
    assert day is not None  # it is wanted
    return OutboxMail(
        purpose=PURPOSE,
        key=f"{user.pk}:{day.isoformat()}",
        user=user,
        address=user.email,
        lane=OutboxMail.Lane.BULK,
        due_at=at,
    )


def _is_due(schedule: DigestSchedule, at: datetime) -> bool:
    return schedule.next_at is not None and schedule.next_at <= at
