"""How asks end without being made: at their closing time, or at once when somebody leaves or blocks."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from apps.circles.models import Circle
from apps.introductions import mails
from apps.introductions.models import Introduction
from apps.introductions.models.introduction import IntroductionQuerySet
from apps.profiles.models import User

State = Introduction.State


@transaction.atomic
def close_due(*, at: datetime, limit: int = 500) -> int:
    """Closes what is past its time; how many. Run twice it closes nothing more."""
    due = Introduction.objects.due(at).order_by("pk").select_for_update(skip_locked=True, no_key=True)[:limit]
    for introduction in due:
        _end(introduction, at)
    return len(due)


def close_due_of(circle: Circle, participants_key: str, *, at: datetime) -> None:
    """The same for one set of people, inside the caller's transaction: whoever asks them again waits for no worker."""
    due = Introduction.objects.due(at).filter(circle=circle, participants_key=participants_key)
    for introduction in due.select_for_update(no_key=True):
        _end(introduction, at)


def end_for_leaver(circle: Circle, user: User, at: datetime) -> None:
    """Leaving the circle ends its open asks of this person; inside the leave's transaction."""
    _end_all(Introduction.objects.filter(circle=circle, answers__user=user), at)


def end_between(blocker: User, blocked: User, at: datetime) -> None:
    """A block ends the open asks that hold both; inside the block's transaction."""
    both = Introduction.objects.filter(answers__user=blocker).filter(answers__user=blocked)
    _end_all(both, at)


def fall_silent(circle: Circle, at: datetime) -> None:
    """With the circle its asks wait for nobody: they end at their closing time like any silence, and nobody is mailed
    about them. Locked, because whoever answers at this moment has answered before the close, or finds it closed."""
    rows = _open_to_somebody(Introduction.objects.filter(circle=circle), at)
    locked = rows.select_for_update(no_key=True).order_by("pk")
    mails.drop_asked(list(locked.values_list("pk", flat=True)), at=at)


def _open_to_somebody(introductions: IntroductionQuerySet, at: datetime) -> IntroductionQuerySet:
    """Also a group that is made, while its other people may still say yes."""
    return introductions.filter(Q(state=State.ASKED) | Q(state=State.MADE, closes_at__gt=at))


def _end_all(introductions: IntroductionQuerySet, at: datetime) -> None:
    """A group that is made ends, too, for those who have not said yes: to them it looks like one that is not."""
    ids = list(_open_to_somebody(introductions, at).values_list("pk", flat=True))
    for introduction in Introduction.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"):
        if introduction.state == State.ASKED:
            _end(introduction, at)
        elif introduction.state == State.MADE:
            introduction.closes_at = at
            introduction.save(update_fields=["closes_at"])


def _end(introduction: Introduction, at: datetime) -> None:
    introduction.settled_at = at
    introduction.move_to(State.NOT_MADE, "settled_at")
