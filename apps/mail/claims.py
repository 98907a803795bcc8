"""Which mails a worker takes next: some at once, each with a lease, and nobody waits for another's."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.mail import domains
from apps.mail.models import OutboxMail, OutboxMailQuerySet

S = OutboxMail.State
# A worker that vanished before it began has sent nothing: what it held is soon free again.
LEASE = timedelta(minutes=1)


def lease(at: datetime) -> datetime:
    """It runs by the real clock, also where `at` is a moment of the past."""
    return max(at, timezone.now()) + settings.MAIL_LEASE


@transaction.atomic
def claim(mails: OutboxMailQuerySet, *, at: datetime, most: int) -> list[OutboxMail]:
    """Of these the first ones that are due, in nobody's hands but ours. Rows that another worker is just taking are
    passed over; on SQLite the transaction is the only one that writes."""
    until = min(lease(at), max(at, timezone.now()) + LEASE)
    rows = mails.due(at).select_related("user").select_for_update(skip_locked=True, of=("self",))
    found = list(rows[:most])
    free = OutboxMail.objects.due(at).filter(pk__in=[mail.pk for mail in found])
    if not found or free.update(leased_until=until, attempts=F("attempts") + 1) < len(found):
        # Somebody was faster, where the lock does nothing: the next turn finds others.
        transaction.set_rollback(True)
        return []
    for mail in found:
        mail.leased_until, mail.attempts = until, mail.attempts + 1
    return found


def claim_some(lane: str, *, at: datetime, most: int) -> list[OutboxMail]:
    """To domains where all is well, those that waited longest first."""
    mails = OutboxMail.objects.not_at_domains(domains.in_trouble()).filter(lane=lane)
    return claim(mails.order_by("due_at", "pk"), at=at, most=most)


def claim_try(lane: str, *, at: datetime, idle: bool) -> OutboxMail | None:
    """One to a domain in trouble whose turn it is. Whoever takes the domain takes what somebody waits for first."""
    for name in domains.to_be_tried(at, idle=idle):
        to_it = OutboxMail.objects.due(at).at_domains([name])
        if not to_it.filter(lane=lane).exists() or not domains.take(name, at=at):
            continue
        # "quick" comes after "bulk".
        if found := claim(to_it.order_by("-lane", "due_at", "pk"), at=at, most=1):
            return found[0]
        domains.let_go(name)
    return None


def let_go(mails: Iterable[OutboxMail]) -> None:
    """Those that were claimed and not begun, as if they had not been."""
    for mail in mails:
        OutboxMail.objects.held(mail).filter(state=S.QUEUED).update(leased_until=None, attempts=F("attempts") - 1)
