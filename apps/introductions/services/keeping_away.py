""" "Never introduce me to this person", and its end. Sealed from the other and from every curator."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Membership
from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.services.answering import TooLate, answer
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
    _say_no(user, other, at)
    for step in _steps:
        step(user, other)
    return row


@transaction.atomic
def take_back(row: NeverWith) -> None:
    """A no that went with it stays a no: only saying yes undoes that."""
    NeverWith.objects.filter(pk=row.pk).delete()


def _lock_circles_of(user: User, other: User) -> None:
    """Whoever introduces the two at this moment has done it before, or finds this row."""
    shared = Membership.objects.filter(user=user, circle__memberships__user=other).values("circle")
    list(Circle.objects.select_for_update(no_key=True).filter(pk__in=shared).order_by("pk"))


def _say_no(user: User, other: User, at: datetime) -> None:
    theirs = Introduction.objects.filter(pk__in=Answer.objects.filter(user=other).values("introduction"))
    mine = theirs.filter(answers__user=user, shadow=False, closes_at__gt=at)
    alive = mine.filter(Q(state=Introduction.State.ASKED) | Q(state=Introduction.State.MADE))
    for introduction in alive.order_by("pk"):
        try:
            answer(introduction, user=user, value=Answer.Value.NO, at=at)
        except TooLate:
            continue  # it is made, or over, and stays so
