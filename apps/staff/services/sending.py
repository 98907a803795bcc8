"""Lines of batches become invitations, each when it is due. Killed half-way, or by two workers at once, nobody is
invited twice: what a transaction claims it also sends."""

import logging
from datetime import datetime

from django.db import transaction

from apps.circles.models import Circle
from apps.circles.services.inviting import Invitee, invite_for_staff
from apps.circles.services.locking import lock
from apps.mail.outages import is_outage
from apps.staff.batches import limits
from apps.staff.models import Batch, BatchLine

log = logging.getLogger(__name__)


def send_due(*, at: datetime) -> int:
    """How many lines have gone."""
    return sum(_send_of(pk, at) for pk in Batch.objects.due(at).order_by("next_at", "pk").values_list("pk", flat=True))


def _send_of(batch_id: int, at: datetime) -> int:
    count = 0
    try:
        while some := _send_some(batch_id, at):
            count += some
    except Exception as error:
        if is_outage(error):
            raise
        # One batch that cannot be sent keeps no other one.
        log.exception("batch %d could not be sent", batch_id)
    return count


def _send_some(batch_id: int, at: datetime) -> int:
    """Of one circle, so that its row can be locked before the batch's, as an erasure does."""
    waiting = BatchLine.objects.sendable().filter(batch=batch_id).order_by("position", "pk")
    first = waiting.select_related("circle").first()
    if first is None or first.circle is None:
        _end_or_put_off(batch_id, at)
        return 0
    return _send_in(first.circle, batch_id, at)


@transaction.atomic
def _send_in(circle: Circle, batch_id: int, at: datetime) -> int:
    locked = lock(circle)
    batch = _due(batch_id, at)
    if batch is None:
        return 0
    waiting = batch.lines.sendable().filter(circle=locked).order_by("position", "pk")
    lines = list(waiting[: batch.slots(at)])
    # Whoever was erased while the line waited has no address: the line goes out to nobody, like any that is ignored.
    written = [line for line in lines if line.address]
    invitees = [Invitee(line.address, line.name, line.sentence) for line in written]
    for line, invitation in zip(written, invite_for_staff(locked, invitees, by=batch.curator, at=at), strict=True):
        line.invitation = invitation
    for line in lines:
        line.sent_at = at
    BatchLine.objects.bulk_update(lines, ["invitation", "sent_at"])
    batch.next_at = batch.after(len(lines), at)
    batch.save(update_fields=["next_at"])
    return len(lines)


@transaction.atomic
def _end_or_put_off(batch_id: int, at: datetime) -> None:
    """All are out; or what is left cannot go now, and staff read why on its page."""
    batch = _due(batch_id, at)
    if batch is None:
        return
    if batch.lines.unsent().exists():
        batch.next_at = at + limits.LATER
        batch.save(update_fields=["next_at"])
        return
    batch.ended_at = at
    batch.move_to(Batch.State.DONE, "ended_at")


def _due(batch_id: int, at: datetime) -> Batch | None:
    rows = Batch.objects.due(at).select_for_update(no_key=True, of=("self",)).select_related("curator__profile")
    return rows.filter(pk=batch_id).first()
