"""What may happen between two people of whom one is suggested to the other: (the other, the one who looks, when)."""

from datetime import datetime, timedelta

from apps.circles.models import Circle
from apps.circles.services.gladness import rest
from apps.circles.services.ticks import tick
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.services.introducing import introduce
from apps.introductions.services.keeping_away import keep_away
from apps.matching.models import Dismissal
from apps.matching.services.parting import part
from apps.profiles.models import Block, User, Visibility
from tests.factories import connect
from tests.matching.scenes import refreshed_circle


def pause(other: User, user: User, at: datetime) -> None:
    other.profile.paused_at = at
    other.profile.save()


def never_again(other: User, user: User, at: datetime) -> None:
    keep_away(user, other, at=at)


def never_again_by_other(other: User, user: User, at: datetime) -> None:
    keep_away(other, user, at=at)


def leave_soon(other: User, user: User, at: datetime) -> None:
    User.objects.filter(pk=other.pk).update(leaving_at=at)


def suspend(other: User, user: User, at: datetime) -> None:
    User.objects.filter(pk=other.pk).update(suspended_at=at)


def block(other: User, user: User, at: datetime) -> None:
    Block.objects.create(blocker=other, blocked=user, since=at)


def block_back(other: User, user: User, at: datetime) -> None:
    Block.objects.create(blocker=user, blocked=other, since=at)


def meet(other: User, user: User, at: datetime) -> None:
    connect(other, user)


def meet_elsewhere(other: User, user: User, at: datetime) -> None:
    connect(other, user, circle=refreshed_circle("elsewhere", [other, user]))


def be_asked(other: User, user: User, at: datetime) -> None:
    circle = Circle.objects.get(tag="marketing")
    introduce(circle, [other, user], by=circle.memberships.get(role="curator").user, note="Meet.", at=at)


def be_asked_as_a_shadow(other: User, user: User, at: datetime) -> None:
    """The curator proposes them while one is on a pause, of which nobody learns."""
    other.profile.paused_at = at
    other.profile.save()
    be_asked(other, user, at)
    other.profile.paused_at = None
    other.profile.save()


def be_asked_in_vain(other: User, user: User, at: datetime) -> None:
    be_asked(other, user, at - timedelta(days=60))
    answer(Introduction.objects.get(), user=other, value="no", at=at - timedelta(days=59))
    close_due(at=at)


def dismissed(other: User, user: User, at: datetime) -> None:
    Dismissal.objects.create(user=user, other=other, at=at)


def dismissed_by_other(other: User, user: User, at: datetime) -> None:
    Dismissal.objects.create(user=other, other=user, at=at)


def ticked_by_other(other: User, user: User, at: datetime) -> None:
    tick(Circle.objects.get(tag="marketing"), ticker=other, known=user, at=at)


def ticked(other: User, user: User, at: datetime) -> None:
    tick(Circle.objects.get(tag="marketing"), ticker=user, known=other, at=at)


def leave_circle(other: User, user: User, at: datetime) -> None:
    other.memberships.all().delete()


def close_circle(other: User, user: User, at: datetime) -> None:
    Circle.objects.update(closed_at=at)


def hide_everything(other: User, user: User, at: datetime) -> None:
    other.traits.update(visibility=Visibility.HIDDEN)


def be_kept_apart(other: User, user: User, at: datetime) -> None:
    """By a curator: sealed from both."""
    circle = Circle.objects.get(tag="marketing")
    part(circle, [other, user], by=circle.memberships.get(role="curator").user, at=at)


def rest_here(other: User, user: User, at: datetime) -> None:
    rest(Circle.objects.get(tag="marketing").memberships.get(user=other), at=at)
