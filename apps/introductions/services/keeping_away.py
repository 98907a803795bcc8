""" "Never introduce me to this person", and its end. Sealed from the other and from every curator."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Membership, seen_where
from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.services import mailing
from apps.introductions.services.answering import KIND, TooLate, answer, let_count
from apps.mail.errors import DomainError
from apps.profiles.models import User

# Given who does not want to be introduced, and to whom; inside the transaction.
Step = Callable[[User, User], None]
_steps: list[Step] = []


class CannotKeepAway(DomainError):
    """There is nobody there to be kept away from."""


def on_keep_away(step: Step) -> None:
    """The register of what a higher room forgets then."""
    _steps.append(step)


@transaction.atomic
def keep_away(user: User, other: User, *, at: datetime, known_from: Introduction | None = None) -> NeverWith:
    """Twice is once. Open asks that hold both go on, with this person's no; what is made stays made. `known_from`: the
    introduction by which alone its maker knows the other."""
    if user.pk == other.pk:
        raise CannotKeepAway(_("You cannot be introduced to yourself anyway. Choose somebody else."))
    _lock_circles_of(user, other)
    if User.objects.filter(pk__in=(user.pk, other.pk), is_active=True).count() < 2:
        raise CannotKeepAway(_("This person is no longer here."))
    row, _new = NeverWith.objects.get_or_create(user=user, other=other, introduction=known_from, defaults={"at": at})
    _say_no(user, other, known_from, at)
    # Said of a first name: what they do with people whose name they know stays theirs, or it would tell who it is.
    for step in _steps if known_from is None else ():
        step(user, other)
    return row


@transaction.atomic
def take_back(row: NeverWith, *, at: datetime) -> None:
    """A no that went with it stays a no: only saying yes undoes that."""
    user = User.objects.get(pk=row.user_id)
    # Whoever says yes at this moment has done it before, and held, or finds no such row any more.
    ids = _lock_alive(user, row.other, at)
    NeverWith.objects.filter(pk=row.pk).delete()
    mailing.forget_refused(KIND, user=user)
    held = Answer.objects.live(at).filter(user=user, held=True, introduction__in=ids)
    theirs = Answer.objects.filter(introduction__in=held.values("introduction"))
    # All at once: one introduction's people after the other's would be another order than everybody's.
    people = User.objects.select_for_update(no_key=True).filter(pk__in=theirs.values("user")).order_by("pk")
    list(people.values_list("pk", flat=True))
    for mine in list(held.select_related("introduction").order_by("introduction")):
        let_count(mine.introduction, user=user, at=at)


def _lock_circles_of(user: User, other: User) -> None:
    """Whoever introduces the two at this moment has done it before, or finds this row."""
    shared = Membership.objects.filter(user=user, circle__memberships__user=other).values("circle")
    list(Circle.objects.select_for_update(no_key=True).filter(pk__in=shared).order_by("pk"))


def _lock_alive(user: User, other: User, at: datetime) -> list[int]:
    """Ids of introductions of both that may still be answered, locked. Never empty: where there is none the same is
    asked of the database, since what it takes would tell."""
    theirs = Introduction.objects.filter(pk__in=Answer.objects.filter(user=other).values("introduction"))
    mine = theirs.filter(answers__user=user, shadow=False, closes_at__gt=at)
    alive = mine.filter(Q(state=Introduction.State.ASKED) | Q(state=Introduction.State.MADE))
    ids = sorted(set(alive.values_list("pk", flat=True))) or [0]
    locked = Introduction.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    list(locked.values_list("pk", flat=True))
    return ids


def _say_no(user: User, other: User, known_from: Introduction | None, at: datetime) -> None:
    """Where they know that it is this person. Where they read a first name only a no would tell that: what they
    answered stays, and a yes brings them together with nobody."""
    ids = _lock_alive(user, other, at)
    known = Q(pk=known_from.pk) if known_from else Q(circle__in=seen_where(user, other))
    knowingly = Introduction.objects.filter(known, pk__in=ids)
    yes = Answer.objects.filter(user=user, value=Answer.Value.YES, introduction__in=ids)
    yes = yes.filter(introduction__state=Introduction.State.ASKED)
    yes.exclude(introduction__in=knowingly.values("pk")).update(held=True)
    for introduction in knowingly.order_by("pk"):
        try:
            answer(introduction, user=user, value=Answer.Value.NO, at=at)
        except TooLate:
            continue  # it is made, or over, and stays so
