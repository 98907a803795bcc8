"""A digest run: whoever is due gets an outbox row for the period, and their next moment. No text yet."""

from datetime import datetime

from django.db import transaction

from apps.digests.mails import PURPOSE
from apps.digests.models import DigestSchedule
from apps.digests.services.schedules import due_after
from apps.mail.models import OutboxMail

# Rows a transaction: on SQLite nobody else writes meanwhile.
AT_ONCE = 200


def run_due(*, at: datetime, everybody: bool = False) -> int:
    """Queues digests for whoever is due, in short transactions; how many. A run that is cut off goes on where it
    stopped, and one that is repeated doubles nothing: the outbox holds one digest per person and local day."""
    queued, last = 0, 0
    while ids := _ids(at, everybody, last):
        queued += _queue(ids, at)
        last = ids[-1]
    return queued


def _ids(at: datetime, everybody: bool, last: int) -> list[int]:
    rows = DigestSchedule.objects.filter(next_at__isnull=False) if everybody else DigestSchedule.objects.due(at)
    return list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _queue(ids: list[int], at: datetime) -> int:
    rows = DigestSchedule.objects.select_for_update(of=("self",)).filter(pk__in=ids, next_at__isnull=False)
    schedules = list(rows.select_related("user__profile"))
    mails = [_mail(row, at) for row in schedules]
    known = OutboxMail.objects.filter(purpose=PURPOSE, key__in=[mail.key for mail in mails]).count()
    OutboxMail.objects.bulk_create(mails, ignore_conflicts=True)
    for row in schedules:
        row.next_at = due_after(row, row.user, at)
    DigestSchedule.objects.bulk_update(schedules, ["next_at"])
    return len(mails) - known


def _mail(schedule: DigestSchedule, at: datetime) -> OutboxMail:
    user = schedule.user
    day = at.astimezone(user.profile.zone).date()
    return OutboxMail(
        purpose=PURPOSE,
        key=f"{user.pk}:{day.isoformat()}",
        user=user,
        address=user.email,
        lane=OutboxMail.Lane.BULK,
        due_at=at,
    )
