"""This room's part of a person's export, and of their erasure."""

from datetime import datetime
from typing import Any

from apps.profiles.models import User
from apps.staff.models import AuditEntry, Report


def reports(user: User) -> list[dict[str, Any]]:
    """What they told the staff. What others told about them is not theirs to read."""
    rows = Report.objects.filter(reporter=user).order_by("made_at", "pk")
    return [{"about": row.kind, "words": row.words, "at": row.made_at} for row in rows]


def erase(user: User, at: datetime) -> None:
    """Their words go and those about them; that there was a report, and what staff did, stays."""
    Report.objects.filter(reporter=user).update(words="", reporter=None)
    Report.objects.filter(about=user).update(quote="", words="")
    AuditEntry.objects.erase_words_about(user)
