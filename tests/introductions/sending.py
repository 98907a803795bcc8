from datetime import datetime

from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver


def delivered(at: datetime, purpose: str = "") -> dict[str, OutboxMail]:
    """What is due of this purpose, or of all, by the names of those it is for."""
    mails = OutboxMail.objects.due(at).filter(purpose__contains=purpose).order_by("pk")
    for mail in mails:
        deliver(mail.pk, at=at)
    rows = OutboxMail.objects.filter(purpose__contains=purpose).select_related("user__profile").order_by("pk")
    return {row.user.profile.name: row for row in rows if row.user}


def states(mails: dict[str, OutboxMail]) -> dict[str, str]:
    return {name.split()[0]: mail.state for name, mail in mails.items()}
