"""Which wishes stand on a bench. A curator reads there the longest standing first, and tells of each by its number: a
row that comes to stand there later than it was made is made anew, so that neither says since when it is wished."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.circles.models import Circle
from apps.matching.errors import SuggestionGone
from apps.matching.models import Suggestion, Wish
from apps.matching.services.locking import lock_pair
from apps.profiles.models import User

# A little under a day: the task runs once a day, and one run that is early is still another day.
ON_ANOTHER_DAY = timedelta(hours=20)


def take_place(suggestion: Suggestion, user: User, *, asked: bool) -> Wish.Bench:
    """Where a wish stands that its maker lets the curators see; the caller holds the pair's locks. One that they do not
    read, because the circle shows none any more, stands before none by which they are asked: who asks and hears that
    they read nothing would learn of it. Whatever stands behind waits anew."""
    others = suggestion.wishes.exclude(user=user)
    before = others.filter(bench=Wish.Bench.YES)
    if asked and not suggestion.circle.shows_wishes:
        before = before.filter(asked=True)
    if before.exists():
        return Wish.Bench.BEHIND
    others.filter(bench=Wish.Bench.YES).update(bench=Wish.Bench.BEHIND)
    others.update(free_since=None)
    return Wish.Bench.YES


def ask_curators(wish: Wish, suggestion: Suggestion) -> None:
    """By a wish that was made before. Where they read it already it stays what it is; the caller holds the locks."""
    is_read = wish.bench == Wish.Bench.YES and suggestion.circle.shows_wishes
    wish.asked, wish.bench = True, take_place(suggestion, wish.user, asked=True)
    if wish.bench == Wish.Bench.YES and not is_read:
        stand_anew(wish)
    else:
        wish.save(update_fields=["asked", "bench"])


def stand_anew(wish: Wish) -> None:
    """With a number of its own, like one that was wished just now. What its maker reads of it stays."""
    Wish.objects.filter(pk=wish.pk).delete()
    wish.pk, wish.bench, wish.free_since = None, Wish.Bench.YES, None
    wish.save(force_insert=True)


def move_up(*, at: datetime) -> int:
    """How many wishes stand on a bench now because the one before them is gone, or read no more, and was already a day
    ago: in the hour in which the first goes, the second in its place would tell that both had wished, and that
    something is in the way. By a task once a day."""
    behind = Wish.objects.out().filter(bench=Wish.Bench.BEHIND)
    before = Wish.objects.filter(suggestion=OuterRef("suggestion"), bench=Wish.Bench.YES)
    unread = Q(asked=True, suggestion__circle__shows_wishes=False) & ~Exists(before.filter(asked=True))
    free = behind.filter(~Exists(before) | unread)
    due = free.filter(free_since__lte=at - ON_ANOTHER_DAY).select_related("suggestion__circle", "user")
    moved = sum(_move_up(wish) for wish in due.order_by("pk"))
    Wish.objects.filter(pk__in=free.filter(free_since=None).values("pk")).update(free_since=at)
    return moved


def wait_anew(circle: Circle) -> None:
    """What the circle's curators read has changed, and with it what stands before what."""
    Wish.objects.filter(suggestion__circle=circle, bench=Wish.Bench.BEHIND).update(free_since=None)


@transaction.atomic
def _move_up(wish: Wish) -> bool:
    try:
        locked = lock_pair(wish.suggestion)
    except SuggestionGone:
        return False
    mine = Wish.objects.filter(pk=wish.pk, bench=Wish.Bench.BEHIND, free_since=wish.free_since).first()
    if mine is None or take_place(locked, wish.user, asked=mine.asked) == Wish.Bench.BEHIND:
        return False
    stand_anew(mine)
    return True
