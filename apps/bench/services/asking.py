"""What was prepared is asked: when the time to take it back is over, or when the last of its people has come."""

import logging
from datetime import datetime

from django.db import transaction

from apps.bench.models import Prepared
from apps.circles.models import Membership
from apps.circles.services.locking import lock
from apps.introductions.services.introducing import introduce
from apps.mail.errors import DomainError

log = logging.getLogger(__name__)


def ask_due(*, at: datetime, limit: int = 200) -> int:
    """Asks whom it is time to ask; how many introductions. Each is a transaction: cut off anywhere, the next ring does
    the rest; run twice, the second finds the row gone."""
    ids = Prepared.objects.ready(at).order_by("due_at", "pk").values_list("pk", flat=True)[:limit]
    return sum(_asked(pk, at) for pk in list(ids))


def drop_over(*, at: datetime) -> int:
    """Those for whom somebody will not come any more; how many."""
    return sum(_dropped(pk, at) for pk in list(Prepared.objects.over(at).values_list("pk", flat=True)))


def ask_for(membership: Membership, *, at: datetime) -> int:
    """When somebody has come in and said who they are: what was prepared for them is their first screen."""
    theirs = Prepared.objects.complete(at).filter(circle=membership.circle_id)
    ids = theirs.filter(people__invitation__accepted_by=membership.user_id).order_by("pk").values_list("pk", flat=True)
    return sum(_asked(pk, at) for pk in list(ids))


def _asked(pk: int, at: datetime) -> bool:
    """One that goes wrong holds up no other."""
    try:
        return _ask(pk, at)
    except Exception:
        log.exception("prepared introduction %d could not be asked", pk)
        return False


@transaction.atomic
def _ask(pk: int, at: datetime) -> bool:
    prepared = _locked(pk)
    # Taken back, asked by another worker, or one of them held again while this one waited for the circle.
    if prepared is None or not Prepared.objects.ready(at).filter(pk=pk).exists():
        return False
    people = {user.pk: user for person in prepared.in_order if (user := person.member)}
    prepared.delete()
    # Fewer than it was written for: the note speaks of somebody who is not among them.
    if len(people) < prepared.count:
        log.info("prepared introduction %d has lost somebody", pk)
        return False
    try:
        with transaction.atomic():
            introduce(prepared.circle, list(people.values()), by=prepared.by, note=prepared.note, at=at)
    except DomainError:
        # Somebody left, the circle closed, or another curator was faster: then there is nothing left to ask.
        log.info("prepared introduction %d had nothing left to ask", pk)
        return False
    return True


@transaction.atomic
def _dropped(pk: int, at: datetime) -> bool:
    if _locked(pk) is None:
        return False
    return bool(Prepared.objects.over(at).filter(pk=pk).delete()[0])


def _locked(pk: int) -> Prepared | None:
    """With its circle locked."""
    found = Prepared.objects.select_related("circle").filter(pk=pk).first()
    if found is None:
        return None
    lock(found.circle)
    return Prepared.objects.with_people().filter(pk=pk).first()
