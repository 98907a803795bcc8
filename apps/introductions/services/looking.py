"""Somebody looks at messages that were called a pitch, and says what comes of it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.circles.models import Circle
from apps.circles.services.locking import lock, lock_as_curator
from apps.introductions import pitch_mails
from apps.introductions.models import PitchPause, PitchReport
from apps.introductions.models.pitch_pause import PitchPauseQuerySet
from apps.introductions.models.pitch_report import PitchReportQuerySet
from apps.introductions.services.pausing import keep_paused, lift, settle
from apps.mail.errors import DomainError
from apps.profiles.models import User

Verdict = PitchReport.Verdict


class LookedAlready(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Somebody else has looked at this meanwhile, or it was taken back."))


@transaction.atomic
def look_as_curator(
    circle: Circle, sender: User, messages: Collection[int], *, verdict: str, by: User, at: datetime
) -> bool:
    return _look(lock_as_curator(circle, by), sender, messages, PitchReport.objects.visible_to(by), verdict, by, at)


@transaction.atomic
def look_as_staff(
    circle: Circle, sender: User, messages: Collection[int], *, verdict: str, by: User, at: datetime
) -> bool:
    return _look(lock(circle), sender, messages, PitchReport.objects.handed_to(by), verdict, by, at)


def _look(
    circle: Circle,
    sender: User,
    messages: Collection[int],
    readable: PitchReportQuerySet,
    verdict: str,
    by: User,
    at: datetime,
) -> bool:
    """Only these messages: what came meanwhile has been looked at by nobody. Whether there was something to look at
    still; a double click looks once."""
    shown = readable.about(circle.pk, sender.pk).filter(message__in=messages)
    ids = list(shown.unlooked().values_list("pk", flat=True))
    if not ids:
        if shown.filter(looked_by=by, verdict=verdict).exists():
            return False
        raise LookedAlready
    PitchReport.objects.filter(pk__in=ids).update(looked_at=at, looked_by=by, verdict=verdict)
    if verdict == Verdict.PAUSED:
        keep_paused(circle, sender, by=by, at=at)
    elif verdict == Verdict.TALKED:
        pitch_mails.enqueue_talk(circle, sender, ids[0], at=at)
    settle(circle, sender, at=at)
    return True


@transaction.atomic
def let_go_on_as_curator(circle: Circle, sender: User, *, by: User, at: datetime) -> bool:
    """Takes back the time that somebody set. Whether there was one."""
    return _let_go_on(lock_as_curator(circle, by), sender, PitchPause.objects.visible_to(by), at)


@transaction.atomic
def let_go_on_as_staff(circle: Circle, sender: User, *, by: User, at: datetime) -> bool:
    return _let_go_on(lock(circle), sender, PitchPause.objects.set_by_staff(by), at)


def _let_go_on(circle: Circle, sender: User, readable: PitchPauseQuerySet, at: datetime) -> bool:
    pause = readable.filter(circle=circle, user=sender).select_related("circle", "user").first()
    if pause is not None:
        lift(pause, at=at)
    return pause is not None
