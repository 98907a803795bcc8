"""What always holds of reports and of the log."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from apps.mail import invariants
from apps.staff.models import AuditEntry, Report


def register() -> None:
    invariants.register("A report that is settled says how, when and by whom, and an open one does not", _half_settled)
    invariants.register("No words of an erased account, nor about it, are in a report", _erased_in_reports)
    invariants.register("No words about an erased account are in the log of staff", _erased_in_log)


def _half_settled(at: datetime) -> Iterable[object]:
    open_ = Q(settled_at__isnull=True, settled_by__isnull=True, outcome=Report.Outcome.OPEN)
    settled = Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome=Report.Outcome.OPEN)
    return Report.objects.exclude(open_ | settled).values_list("pk", flat=True)


def _erased_in_reports(at: datetime) -> Iterable[object]:
    about = Q(about__is_active=False) & (~Q(quote="") | ~Q(words=""))
    return Report.objects.filter(Q(reporter__is_active=False) | about).values_list("pk", flat=True)


def _erased_in_log(at: datetime) -> Iterable[object]:
    return AuditEntry.objects.filter(about__is_active=False).exclude(words="").values_list("pk", flat=True)
