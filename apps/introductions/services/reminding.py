from datetime import datetime

from django.db import transaction

from apps.introductions import mails
from apps.introductions.models import Answer
from apps.profiles.models import User


def remind_due(*, at: datetime, limit: int = 500) -> int:
    """One reminder of an ask, some days before it closes; how many. Each is a transaction; run twice it reminds nobody
    twice, and whoever is away meanwhile is reminded when they are back."""
    rows = Answer.objects.to_be_reminded(at).filter(user__in=User.objects.reachable()).select_related("user")
    return sum(_remind(answer, at) for answer in rows.order_by("introduction__closes_at", "pk")[:limit])


@transaction.atomic
def _remind(answer: Answer, at: datetime) -> bool:
    """The conditional UPDATE is the claim: False where they have answered, or somebody else was faster."""
    claimed = Answer.objects.filter(pk=answer.pk, value=Answer.Value.NONE, reminded_at=None).update(reminded_at=at)
    if claimed:
        mails.enqueue_reminder(answer.introduction_id, answer.user, at=at)
    return bool(claimed)
