"""What always holds of reports, of the log and of batches, and what becomes of batches after a restore."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from apps.mail import invariants, restoring
from apps.staff.models import AuditEntry, Batch, BatchLine, Report


def register() -> None:
    invariants.register("A report that is settled says how, when and by whom, and an open one does not", _half_settled)
    invariants.register("No words of an erased account, nor about it, are in a report", _erased_in_reports)
    invariants.register("No words about an erased account are in the log of staff", _erased_in_log)
    invariants.register("A line of a batch that went out has its circle, and its batch was started", _sent_early)
    restoring.register(hold_batches)


def hold_batches(at: datetime) -> None:
    """Which lines have gone out since the backup is not known, and nobody is to be written to twice: a person decides.
    Also one that was paused, or not started: it may have gone on since."""
    unfinished = Batch.objects.unfinished()
    unfinished.update(restored=True)
    unfinished.filter(state=Batch.State.RUNNING).update(state=Batch.State.PAUSED)


def _sent_early(at: datetime) -> Iterable[object]:
    early = Q(circle=None) | Q(batch__started_at=None)
    return BatchLine.objects.filter(early, sent_at__isnull=False).values_list("pk", flat=True)


def _half_settled(at: datetime) -> Iterable[object]:
    open_ = Q(settled_at__isnull=True, settled_by__isnull=True, outcome=Report.Outcome.OPEN)
    settled = Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome=Report.Outcome.OPEN)
    return Report.objects.exclude(open_ | settled).values_list("pk", flat=True)


def _erased_in_reports(at: datetime) -> Iterable[object]:
    about = Q(about__is_active=False) & (~Q(quote="") | ~Q(words=""))
    return Report.objects.filter(Q(reporter__is_active=False) | about).values_list("pk", flat=True)


def _erased_in_log(at: datetime) -> Iterable[object]:
    return AuditEntry.objects.filter(about__is_active=False).exclude(words="").values_list("pk", flat=True)
