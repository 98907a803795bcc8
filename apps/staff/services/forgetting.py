"""What a batch knows of people is forgotten; its numbers stay."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.staff.batches import limits
from apps.staff.models import Batch, BatchLine
from apps.staff.models.batch import BatchQuerySet
from apps.staff.models.batch_line import BatchLineQuerySet
from apps.staff.services import batching

Outcome = BatchLine.Outcome
EMPTY = {"name": "", "address": "", "sentence": "", "invitation": None}


def note_outcomes(lines: BatchLineQuerySet) -> None:
    """From what it is read, which is forgotten before."""
    open_ones = lines.filter(sent_at__isnull=False, outcome=Outcome.OPEN)
    open_ones.filter(pk__in=open_ones.joined().values("pk")).update(outcome=Outcome.JOINED)
    open_ones.filter(pk__in=open_ones.bounced().values("pk")).update(outcome=Outcome.BOUNCED)


@transaction.atomic
def forget_over(*, at: datetime) -> int:
    """How many lines, with batches that nobody started or that were never read to the end. Run twice it forgets nothing
    more."""
    note_outcomes(BatchLine.objects.all())
    kept = ~Q(address="") | Q(invitation__isnull=False)
    count = BatchLine.objects.filter(kept, sent_at__lte=at - limits.REMEMBERED).update(**EMPTY)
    idle = Q(state=Batch.State.READ, made_at__lte=at - limits.NOT_STARTED)
    torso = Q(state=Batch.State.READING, made_at__lte=at - limits.DAY)
    return count + Batch.objects.filter(idle | torso).delete()[0]


def end_idle(*, at: datetime) -> int:
    """Stops batches of which nothing has gone out for so long, paused or stuck: nobody's address waits for ever. How
    many."""
    return sum(_ended(pk, at) for pk in list(_idle(at).order_by("pk").values_list("pk", flat=True)))


def _idle(at: datetime) -> BatchQuerySet:
    lately = BatchLine.objects.filter(batch=OuterRef("pk"), sent_at__gt=at - limits.REMEMBERED)
    begun = Batch.objects.filter(state__in=(Batch.State.RUNNING, Batch.State.PAUSED))
    return begun.filter(~Exists(lately), started_at__lte=at - limits.REMEMBERED)


@transaction.atomic
def _ended(pk: int, at: datetime) -> bool:
    batch = _idle(at).select_for_update(no_key=True).filter(pk=pk).first()
    if batch is not None:
        batching.end(batch, at=at)
    return batch is not None
