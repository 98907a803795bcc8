"""What a person's export says of pitches, and what their erasure takes."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from apps.introductions.models import PitchPause, PitchReport
from apps.profiles.models import User


def pitches(user: User) -> dict[str, list[dict[str, Any]]]:
    """What they reported, what they looked at, and pauses as far as they were told: by the day of telling."""
    mine = PitchReport.objects.filter(reporter=user).select_related("circle").order_by("at", "pk")
    looks = PitchReport.objects.filter(looked_by=user).select_related("circle").order_by("looked_at", "pk")
    return {
        "reported": [{"circle": row.circle.tag, "message": row.message_id, "at": row.at} for row in mine],
        "looked_at": [{"circle": row.circle.tag, "verdict": row.verdict, "at": row.looked_at} for row in looks],
        "your_introductions_paused": [
            {"circle": pause.circle.tag, "told_from": pause.told_from, "until": pause.until}
            for pause in _told(user, timezone.now())
        ],
    }


def _told(user: User, at: datetime) -> list[PitchPause]:
    long_enough = Q(ended_at__isnull=True) | Q(ended_at__gt=F("told_from"))
    rows = PitchPause.objects.filter(long_enough, user=user, told_from__lte=at)
    return list(rows.select_related("circle").order_by("told_from", "pk"))


def circles(user: User) -> Q:
    """In which they reported somebody, somebody reported them, or they are paused."""
    theirs = PitchReport.objects.filter(Q(reporter=user) | Q(message__author=user))
    pauses = PitchPause.objects.filter(user=user)
    return Q(pk__in=theirs.values("circle")) | Q(pk__in=pauses.values("circle"))


def erase(user: User, at: datetime) -> None:
    """With their messages goes what was said of them. That somebody reported another stays, without who: it would tell
    of the erasure, and set the other free."""
    PitchReport.objects.filter(message__author=user).delete()
    PitchPause.objects.filter(user=user).delete()
    PitchReport.objects.filter(reporter=user).update(reporter=None)
    PitchReport.objects.filter(looked_by=user).update(looked_by=None)
    PitchPause.objects.filter(until_by=user).update(until_by=None)
