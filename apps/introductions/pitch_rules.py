"""What always holds of pitches and of the pauses that follow from them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from apps.introductions.models import Answer, PitchPause, PitchReport
from apps.introductions.services.pausing import INTRODUCTIONS_NEEDED
from apps.mail import invariants


def register() -> None:
    invariants.register(
        "A pause for pitches rests on reports of two introductions that wait for a look, was set, or is ending",
        _unfounded,
    )
    invariants.register("Who calls a message a pitch had it from somebody else, in that circle", _misplaced)
    invariants.register("No pitch of an erased account is kept, nor who of them reported one", _erased)


def _unfounded(at: datetime) -> Iterable[object]:
    founded = []
    resting = PitchPause.objects.open().filter(until__isnull=True, ends_at__isnull=True)
    for pause in resting:
        counting = PitchReport.objects.about(pause.circle_id, pause.user_id).counting()
        count = counting.aggregate(count=Count("message__conversation__introduction", distinct=True))["count"]
        if count >= INTRODUCTIONS_NEEDED and counting.unlooked().exists():
            founded.append(pause.pk)
    return resting.exclude(pk__in=founded).values_list("pk", flat=True)


def _misplaced(at: datetime) -> Iterable[object]:
    # They may have left the conversation since.
    introduction = OuterRef("message__conversation__introduction")
    met = Answer.objects.filter(introduction=introduction, user=OuterRef("reporter"), value=Answer.Value.YES)
    had_it = Q(reporter__isnull=True) | Exists(met)
    elsewhere = ~Q(circle=F("message__conversation__introduction__circle"))
    wrong = Q(reporter=F("message__author")) | elsewhere | ~had_it
    return PitchReport.objects.filter(wrong).values_list("pk", flat=True)


def _erased(at: datetime) -> Iterable[object]:
    gone = Q(message__author__is_active=False) | Q(reporter__is_active=False)
    yield from PitchReport.objects.filter(gone).values_list("pk", flat=True)
    yield from PitchPause.objects.filter(user__is_active=False).values_list("pk", flat=True)
