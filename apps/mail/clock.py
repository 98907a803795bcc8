"""What was written while the clock was ahead, once it was set back: leases, rests and waits would last until it is as
late again. Such moments lie further ahead than any of ours can; `at` is the real time."""

from datetime import datetime, timedelta

from django.conf import settings

from apps.mail.domains import LINE, LINE_LEASE, LINE_WAITS, WAITS
from apps.mail.models import OutboxMail, TroubledDomain, TroubledDomainQuerySet
from apps.mail.outbox import LONGEST_RETRY

S = OutboxMail.State
MARGIN = timedelta(minutes=1)  # clocks of several machines differ


def free_ahead(*, at: datetime) -> int:
    """How many rows were waiting for such a moment."""
    return _free_mails(at) + _free_domains(at)


def _free_mails(at: datetime) -> int:
    held = OutboxMail.objects.held_too_long(at)
    count = held.filter(state=S.QUEUED).update(leased_until=None)
    count += held.filter(state=S.ATTEMPTING).update(leased_until=at)
    # What is to leave on a later day was not put off.
    put_off = OutboxMail.objects.filter(state=S.QUEUED, first_due_at__isnull=False)
    put_off.filter(first_due_at__gt=at + MARGIN).update(first_due_at=at)
    return count + put_off.filter(due_at__gt=at + LONGEST_RETRY + MARGIN).update(due_at=at)


def _free_domains(at: datetime) -> int:
    line = TroubledDomain.objects.filter(name=LINE)
    others = TroubledDomain.objects.exclude(name=LINE)
    count = _free(line, LINE_WAITS[1] + LINE_LEASE, at) + _free(others, WAITS[1] + settings.MAIL_LEASE, at)
    TroubledDomain.objects.filter(since__gt=at + MARGIN).update(since=at)
    return count


def _free(rows: TroubledDomainQuerySet, longest: timedelta, at: datetime) -> int:
    return rows.resting(at + longest + MARGIN).update(rests_until=at, leased_until=None)
