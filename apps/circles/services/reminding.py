"""Whoever was invited and did not answer hears once more, and then never. That they do is nobody's to see."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from apps.circles import purposes
from apps.circles.models import Circle, Invitation
from apps.circles.services.locking import lock
from apps.circles.services.writing import write_reminder
from apps.mail.models import OutboxMail

AFTER = timedelta(days=7)
STILL_OPEN = timedelta(days=3)  # or it would come too late to be of use
AT_ONCE = 200  # of one circle; the next ring goes on


def remind(*, at: datetime) -> int:
    """Circle by circle; how many. Run twice it reminds nobody twice."""
    circles = Circle.objects.filter(pk__in=_due(at).values("circle")).order_by("pk")
    return sum(_remind_in(circle, at) for circle in circles)


@transaction.atomic
def _remind_in(circle: Circle, at: datetime) -> int:
    lock(circle)
    rows: Sequence[Invitation] = list(_due(at).filter(circle=circle).order_by("pk")[:AT_ONCE])
    for invitation in rows:
        write_reminder(invitation, at=at)
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    return len(rows)


def _due(at: datetime) -> QuerySet[Invitation]:
    """Those whose first mail has left."""
    waiting = Invitation.objects.pending(at + STILL_OPEN).filter(reminded_at=None, created_at__lte=at - AFTER)
    left = (OutboxMail.State.SENT, OutboxMail.State.KEPT)
    first = OutboxMail.objects.filter(purpose=purposes.INVITATION, key=OuterRef("key"), state__in=left)
    named = waiting.exclude(address="").filter(inviter__isnull=False).annotate(key=Cast("pk", CharField()))
    return named.filter(Exists(first))
