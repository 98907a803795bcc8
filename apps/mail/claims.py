"""Which mails a worker takes next: some at once, each with a lease, and nobody waits for another's."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from apps.mail import domains
from apps.mail.models import OutboxMail, OutboxMailQuerySet

S = OutboxMail.State
Place = tuple[datetime, int]  # among all that wait: when a mail was due, and its number
# A worker that vanished before it began has sent nothing: what it held is soon free again.
LEASE = timedelta(minutes=1)
LOOKS = 5  # at domains that others may take at the same moment


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
        # Why it waited until now is over; whoever writes it may say why it does not go out.
        mail.leased_until, mail.attempts, mail.reason = until, mail.attempts + 1, ""
    return found


def claim_some(lane: str, *, at: datetime, most: int, after: Place | None = None) -> list[OutboxMail]:
    """To domains where all is well, those that waited longest first. Only those `after` this place: what waits
    before it for a domain in trouble may be much, and need not be passed over again."""
    mails = OutboxMail.objects.not_at_domains(domains.in_trouble()).filter(lane=lane).order_by("due_at", "pk")
    if after is None:
        return claim(mails, at=at, most=most)
    due_at, pk = after
    # One condition at a time, so that an index leads there.
    found = claim(mails.filter(due_at=due_at, pk__gt=pk), at=at, most=most)
    return found or claim(mails.filter(due_at__gt=due_at), at=at, most=most)


def claim_any(at: datetime) -> OutboxMail | None:
    """With which our own server is tried, of any lane. One that was turned away before comes last: it may have been
    because of that mail."""
    mails = OutboxMail.objects.not_at_domains(domains.resting(at))
    return next(iter(claim(mails.order_by("reason", "-lane", "due_at", "pk"), at=at, most=1)), None)


def claim_try(lane: str, *, at: datetime, idle: bool, free: bool = True) -> OutboxMail | None:
    """One to a domain in trouble whose turn it is (the words are those of domains.to_be_tried). Whoever takes the
    domain takes what somebody waits for first."""
    due = OutboxMail.objects.due(at)
    waiting = due.filter(lane=lane, domain=OuterRef("name"))
    for name in domains.to_be_tried(at, idle=idle, free=free).filter(Exists(waiting)).names()[:LOOKS]:
        if not domains.take(name, at=at):
            continue
        # "quick" comes after "bulk".
        if found := claim(due.at_domains([name]).order_by("-lane", "due_at", "pk"), at=at, most=1):
            return found[0]
        domains.let_go(name)
    return None


def let_go(mails: Iterable[OutboxMail]) -> None:
    """Those that were claimed and not begun, as if they had not been."""
    for mail in mails:
        OutboxMail.objects.held(mail).filter(state=S.QUEUED).update(leased_until=None, attempts=F("attempts") - 1)
