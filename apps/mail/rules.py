"""What always holds of the outbox, and what becomes of it after a restore."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from apps.mail import composers, invariants, restoring
from apps.mail.keeping import AGAIN, forget_secrets
from apps.mail.models import OutboxMail
from apps.mail.outbox import CUT_OFF, RESTORED

S = OutboxMail.State
ENDED = (S.SENT, S.KEPT, S.DROPPED, S.BOUNCED)


def register() -> None:
    invariants.register("Every mail has a purpose that somebody writes", _without_purpose)
    invariants.register("A mail that is being sent is in somebody's hands", _sent_by_nobody)
    invariants.register("A mail whose end is known is in nobody's hands and keeps no secret", _not_let_go)
    invariants.register("Nobody holds a mail for longer than a lease", _held_too_long)
    restoring.register(hold_unsent)


def _without_purpose(at: datetime) -> Iterable[object]:
    return OutboxMail.objects.exclude(purpose__in=composers.purposes()).values_list("pk", flat=True)


def _sent_by_nobody(at: datetime) -> Iterable[object]:
    return OutboxMail.objects.filter(state=S.ATTEMPTING, leased_until=None).values_list("pk", flat=True)


def _not_let_go(at: datetime) -> Iterable[object]:
    held = Q(leased_until__isnull=False) | Q(settled_at=None)
    said = ~Q(payload={}) & (~AGAIN | Q(purpose__in=composers.secret()))
    cut_off = Q(state=S.UNCERTAIN) & ~Q(reason=RESTORED)
    wrong = Q(held | said, state__in=ENDED) | (said & cut_off)
    return OutboxMail.objects.filter(wrong).values_list("pk", flat=True)


def _held_too_long(at: datetime) -> Iterable[object]:
    return OutboxMail.objects.held_too_long(at).values_list("pk", flat=True)


def hold_unsent(at: datetime) -> None:
    """Whatever was on its way at the moment of the backup has probably arrived long ago: a person decides."""
    on_the_way = OutboxMail.objects.filter(state=S.ATTEMPTING)
    forget_secrets(on_the_way)
    on_the_way.update(state=S.UNCERTAIN, leased_until=None, reason=CUT_OFF)
    waiting = OutboxMail.objects.filter(state=S.QUEUED)
    waiting.update(state=S.UNCERTAIN, leased_until=None, reason=RESTORED)
