""" "I know them already": sealed until both have said so."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from django.db import transaction

from apps.circles.errors import NotMember
from apps.circles.models import Acquaintance, Circle, Membership
from apps.circles.services.locking import lock, lock_open, membership_in
from apps.profiles.changes import record_change
from apps.profiles.models import Block, User

# (circle, the one with the lower id, the other, when), inside the transaction of the second tick or of its end.
Step = Callable[[Circle, User, User, datetime], None]
_steps: list[Step] = []
_steps_back: list[Step] = []


def on_mutual(step: Step) -> None:
    """The register of what follows when a tick is answered by the other's."""
    _steps.append(step)


def on_untick(step: Step) -> None:
    """The register of what ends when one of two ticks that answered each other is taken back."""
    _steps_back.append(step)


@transaction.atomic
def tick(circle: Circle, *, ticker: User, known: User, at: datetime) -> Acquaintance:
    locked = lock_open(circle)
    _refuse_strangers(locked, ticker, known)
    mark, new = Acquaintance.objects.get_or_create(circle=locked, ticker=ticker, known=known, defaults={"at": at})
    if new and _answered(mark):
        _follow(_steps, mark, at)
    return mark


@transaction.atomic
def untick(circle: Circle, *, ticker: User, known: User, at: datetime) -> None:
    locked = lock(circle)
    mark = Acquaintance.objects.filter(circle=locked, ticker=ticker, known=known).first()
    if mark is None:
        return
    answered = _answered(mark)
    mark.delete()
    if answered:
        _follow(_steps_back, mark, at)


@transaction.atomic
def mark_known(
    circle: Circle, *, by: User, shown: Collection[int], known: Collection[int], at: datetime
) -> Collection[int]:
    """Of the people on a page, those whose ids are in `known` are ticked and the others are not. An id that is not, or
    no more, of somebody whom they may see there changes nothing, like one that is nobody's. Whom the other's tick
    answers, or answered, is given back: of these something changed for both."""
    locked = lock_open(circle)
    membership_in(locked, by)
    seen = Membership.objects.others_in(locked, by).filter(user__in=shown).select_related("user")
    mates = {row.user_id: row.user for row in seen}
    mine = {mark.known_id: mark for mark in Acquaintance.objects.filter(circle=locked, ticker=by, known__in=mates)}
    theirs = Acquaintance.objects.filter(circle=locked, ticker__in=mates, known=by)
    answered = set(theirs.values_list("ticker_id", flat=True))
    wanted = mates.keys() & known
    new = [Acquaintance(circle=locked, ticker=by, known=mates[i], at=at) for i in sorted(wanted - mine.keys())]
    gone = [mine[i] for i in sorted(mine.keys() - wanted)]
    Acquaintance.objects.bulk_create(new)
    Acquaintance.objects.filter(pk__in=[mark.pk for mark in gone]).delete()
    for steps, marks in ((_steps, new), (_steps_back, gone)):
        for mark in (mark for mark in marks if mark.known_id in answered):
            _follow(steps, mark, at)
    return answered & {mark.known_id for mark in (*new, *gone)}


def _refuse_strangers(circle: Circle, one: User, other: User) -> None:
    both = list(Membership.objects.filter(circle=circle, user__in=(one, other)).select_related("circle"))
    see_each_other = len(both) == len((one, other)) and both[0].sees(both[1])
    if not see_each_other or Block.objects.between(one, other).exists():
        raise NotMember


def _answered(mark: Acquaintance) -> bool:
    return Acquaintance.objects.filter(pk=mark.pk).mutual().exists()


def _follow(steps: Sequence[Step], mark: Acquaintance, at: datetime) -> None:
    low, high = sorted((mark.ticker, mark.known), key=lambda user: user.pk)
    for step in steps:
        step(mark.circle, low, high, at)
    for user in (low, high):
        record_change(user, circle_id=mark.circle_id, at=at)
