"""When somebody's introductions in a circle are paused and when they go on. The callers hold the circle's lock, so that
two reports at once, or a report and a look, come one after the other."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.circles.models import Circle
from apps.circles.services.locking import lock
from apps.introductions import pitch_mails
from apps.introductions.models import PitchPause, PitchReport
from apps.introductions.models.pitch_pause import told_from
from apps.profiles.changes import record_change
from apps.profiles.models import User

INTRODUCTIONS_NEEDED = 2
KEPT_PAUSED = timedelta(days=28)


def settle(circle: Circle, user: User, *, at: datetime) -> None:
    """Pauses them, or lets them go on, as the reports about them stand. What somebody set a time for waits for it."""
    pause, wanted = _open(circle, user), _is_called_for(circle, user)
    if pause is None:
        if wanted:
            _begin(circle, user, at)
    elif pause.until:
        return
    elif wanted:
        _go_on(pause)
    elif pause.ends_at is None:
        _let_end(pause, at)


def keep_paused(circle: Circle, user: User, *, by: User, at: datetime) -> PitchPause:
    pause = _open(circle, user) or PitchPause(circle=circle, user=user, since=at, told_from=told_from(at))
    pause.until, pause.until_by, pause.ends_at = at + KEPT_PAUSED, by, None
    pause.save()
    pitch_mails.enqueue_paused(pause, due_at=told_from(at))
    return pause


def lift(pause: PitchPause, *, at: datetime) -> None:
    """Before the time is over that somebody set. What was reported since may pause them still. Whoever may have been
    told of the time reads it on, and it is never made longer."""
    if at < pause.told_from or pause.until is None:
        pause.until = pause.until_by = None
        pause.save(update_fields=["until", "until_by"])
        settle(pause.circle, pause.user, at=at)
        return
    pause.ends_at = min(pause.until, told_from(at))
    pause.save(update_fields=["ends_at"])


def end_due(*, at: datetime) -> int:
    """How many times are over. Run twice, or killed half-way, each is over once."""
    return sum(_is_over(pk, at) for pk in list(PitchPause.objects.due(at).order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _is_over(pk: int, at: datetime) -> bool:
    lock(PitchPause.objects.select_related("circle").get(pk=pk).circle)
    pause = PitchPause.objects.due(at).filter(pk=pk).select_related("circle", "user").first()
    if pause is None:
        return False
    pause.until = pause.until_by = pause.ends_at = None
    pause.save(update_fields=["until", "until_by", "ends_at"])
    # What was reported since may pause them still.
    if not _is_called_for(pause.circle, pause.user):
        _end(pause, at)
    return True


def _open(circle: Circle, user: User) -> PitchPause | None:
    return PitchPause.objects.open().filter(circle=circle, user=user).first()


def _is_called_for(circle: Circle, user: User) -> bool:
    counting = PitchReport.objects.about(circle.pk, user.pk).counting()
    introductions = counting.order_by().values("message__conversation__introduction").distinct()
    return introductions.count() >= INTRODUCTIONS_NEEDED and counting.unlooked().exists()


def _begin(circle: Circle, user: User, at: datetime) -> None:
    pause = PitchPause.objects.create(circle=circle, user=user, since=at, told_from=told_from(at))
    pitch_mails.enqueue_paused(pause, due_at=pause.told_from)


def _go_on(pause: PitchPause) -> None:
    pause.ends_at = None
    pause.save(update_fields=["ends_at"])


def _let_end(pause: PitchPause, at: datetime) -> None:
    """Who knows of it would notice its end, and in the hour of a look, or of a report taken back, whose doing it was:
    all that is noticed of it lasts until then."""
    if at < pause.told_from:
        _end(pause, at)
        return
    pause.ends_at = told_from(at)
    pause.save(update_fields=["ends_at"])


def _end(pause: PitchPause, at: datetime) -> None:
    pause.ended_at = at
    pause.save(update_fields=["ended_at"])
    # What they and somebody else wished for meanwhile is looked at again.
    record_change(pause.user, circle_id=pause.circle_id, at=at)
