"""When mail is given up: by its age, not by the number of tries, of which all the mail to a domain that does not answer
gets one an hour together."""

from datetime import datetime, timedelta

from django.db.models.functions import Coalesce

from apps.mail.keeping import forget_secrets
from apps.mail.models import OutboxMail, OutboxMailQuerySet, TroubledDomain

S = OutboxMail.State
AFTER = timedelta(days=4)  # since it was first due
NO_ANSWER = "given up: its domain did not answer for four days"
# Whoever was not tried, because our own server was away for a week say, cannot have answered.
FEWEST_TRIES = 10
AT_ONCE = 500


def is_old(mail: OutboxMail, at: datetime) -> bool:
    return (mail.first_due_at or mail.due_at) <= at - AFTER and mail.attempts >= FEWEST_TRIES


def give_up_on(domain: str, *, at: datetime) -> int:
    """After a try that failed; how many. In chunks, each its own transaction."""
    rows = TroubledDomain.objects.filter(name=domain, failures__gte=FEWEST_TRIES, since__lte=at - AFTER)
    if not rows.exists():
        return 0
    count = 0
    while ids := list(_waiting(domain, at).values_list("pk", flat=True)[:AT_ONCE]):
        # Whoever writes one of them at this moment finds it moved, and hands nothing over.
        mails = OutboxMail.objects.filter(pk__in=ids, state=S.QUEUED)
        count += mails.update(state=S.BOUNCED, settled_at=at, leased_until=None, reason=NO_ANSWER)
        forget_secrets(OutboxMail.objects.filter(pk__in=ids, state=S.BOUNCED))
    return count


def _waiting(domain: str, at: datetime) -> OutboxMailQuerySet:
    to_it = OutboxMail.objects.at_domains([domain]).filter(state=S.QUEUED)
    return to_it.alias(first=Coalesce("first_due_at", "due_at")).filter(first__lte=at - AFTER).order_by("pk")
