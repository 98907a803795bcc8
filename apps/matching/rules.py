"""What always holds of suggestions, and what becomes of them after a restore."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from apps.mail import invariants, restoring
from apps.matching.models import Candidate, NoReason, Refresh, Showing, Wish
from apps.matching.services.claims import mark_all_due

# A refresh takes away the generation before it right after it has published its own.
WHILE_CHANGING = timedelta(minutes=10)


def register() -> None:
    invariants.register("Where no refresh is at work, candidates are of the generation that counts", _stale)
    invariants.register("Who was shown a suggestion, or wished for it, is one of its two", _of_others)
    invariants.register("What is no reason for somebody rests on a fact of their own", _on_anothers_fact)
    # Hundreds of thousands of rows that a refresh makes again.
    restoring.leave_out("matching.Candidate", "matching.Refresh")
    restoring.register(work_out_again)


def _stale(at: datetime) -> Iterable[object]:
    this = Refresh.objects.filter(circle_id=OuterRef("circle_id"))
    at_work = this.filter(Q(leased_until__isnull=False) | Q(finished_at__gt=at - WHILE_CHANGING))
    current = this.filter(generation=OuterRef("generation"))
    return Candidate.objects.filter(~Exists(current), ~Exists(at_work)).values_list("pk", flat=True)


def _of_others(at: datetime) -> Iterable[object]:
    one_of_two = Q(user=F("suggestion__low")) | Q(user=F("suggestion__high"))
    yield from Showing.objects.exclude(one_of_two).values_list("pk", flat=True)
    yield from Wish.objects.exclude(one_of_two).values_list("pk", flat=True)


def _on_anothers_fact(at: datetime) -> Iterable[object]:
    return NoReason.objects.filter(fact__isnull=False).exclude(fact__user=F("user")).values_list("pk", flat=True)


def work_out_again(at: datetime) -> None:
    mark_all_due(at=at)
