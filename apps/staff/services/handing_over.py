"""Pitches that nobody who keeps the circle has looked at, or may look at, come to the staff."""

from datetime import datetime

from django.db import transaction

from apps.introductions.models import PitchReport
from apps.mail.outbox import enqueue
from apps.profiles.models import User

MAIL = "pitch_to_staff"


def hand_over(*, at: datetime) -> int:
    """How many. Each is a transaction: run twice, or by two workers, each comes once."""
    due = PitchReport.objects.due(at).values_list("pk", flat=True)
    lookerless = PitchReport.objects.waiting().without_looker().values_list("pk", flat=True)
    return sum(_handed(pk, at) for pk in sorted({*due, *lookerless}))


@transaction.atomic
def _handed(pk: int, at: datetime) -> bool:
    if not PitchReport.objects.waiting().filter(pk=pk).update(handed_at=at):
        return False
    row = PitchReport.objects.select_related("message").get(pk=pk)
    staff = User.objects.present().filter(is_staff=True).exclude(pk__in=(row.message.author_id, row.reporter_id or 0))
    for member in staff:
        key = f"{pk}.{member.pk}"
        enqueue(MAIL, key=key, address=member.email, user_id=member.pk, payload={"pitch": pk}, due_at=at)
    return True
