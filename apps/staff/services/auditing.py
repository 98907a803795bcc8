from datetime import datetime

from apps.profiles.models import User
from apps.staff.models import AuditEntry, Report


def note(
    deed: str,
    *,
    by: User | None,
    at: datetime,
    about: User | None = None,
    words: str = "",
    report: Report | None = None,
) -> AuditEntry:
    """Call inside the transaction of the deed itself: neither is ever there without the other."""
    return AuditEntry.objects.create(deed=deed, by=by, about=about, words=words[:500], report=report, at=at)
