"""An approval waits a few minutes before anybody is asked: what is taken back by then has happened to nobody."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.bench import limits
from apps.bench.models import Approval
from apps.circles.models import Circle
from apps.circles.services.locking import lock, lock_as_curator
from apps.introductions.services.introducing import AlreadyAsked, check_proposal, introduce
from apps.mail.errors import DomainError
from apps.profiles.models import User

log = logging.getLogger(__name__)


@transaction.atomic
def approve(circle: Circle, two: Sequence[User], *, by: User, note: str, at: datetime) -> Approval:
    """Refused for what would refuse the introduction now, so that its maker reads it while they sit there."""
    circle = lock_as_curator(circle, by)
    low, high = sorted(two, key=lambda user: user.pk)
    check_proposal(circle, [low, high], by=by, note=note, at=at)
    if Approval.objects.filter(circle=circle, low=low, high=high).exists():
        raise AlreadyAsked
    values = {"by": by, "note": note.strip(), "at": at, "due_at": at + limits.TIME_TO_TAKE_BACK}
    return Approval.objects.create(circle=circle, low=low, high=high, **values)


@transaction.atomic
def take_back(approval: Approval, *, by: User) -> bool:
    """Whether it could be taken back still: its maker may until its people are asked."""
    lock_as_curator(approval.circle, by)
    return bool(Approval.objects.filter(pk=approval.pk, by=by).delete()[0])


def ask_due(*, at: datetime, limit: int = 200) -> int:
    """Asks whom it is time to ask; how many pairs. Each is a transaction: cut off anywhere, the next ring does the
    rest; run twice, the second finds the row gone."""
    ids = Approval.objects.due(at).order_by("due_at", "pk").values_list("pk", flat=True)[:limit]
    return sum(_asked(pk, at) for pk in list(ids))


def _asked(pk: int, at: datetime) -> bool:
    """One that goes wrong holds up no other."""
    try:
        return _ask(pk, at)
    except Exception:
        log.exception("approval %d could not be asked", pk)
        return False


@transaction.atomic
def _ask(pk: int, at: datetime) -> bool:
    found = Approval.objects.select_related("circle").filter(pk=pk).first()
    if found is None:
        return False
    lock(found.circle)
    # Taken back, or asked by another worker, while this one waited for the circle.
    approval = Approval.objects.select_related("circle", "low", "high", "by").filter(pk=pk).first()
    if approval is None:
        return False
    approval.delete()
    two = [approval.low, approval.high]
    try:
        with transaction.atomic():
            introduce(approval.circle, two, by=approval.by, note=approval.note, at=at)
    except DomainError:
        # Somebody left, the circle closed, or another curator was faster: then there is nothing left to ask.
        log.info("approval %d had nothing left to ask", pk)
        return False
    return True
