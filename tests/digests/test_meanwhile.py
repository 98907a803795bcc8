from collections.abc import Callable
from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.circles.services.leaving import leave
from apps.digests.composing import today
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.profiles.models import Profile, User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import ask_deletion
from tests.matching.scenes import LATER

pytestmark = pytest.mark.django_db
Step = Callable[[User, User, Circle, datetime], None]


def suspend(other: User, user: User, circle: Circle, at: datetime) -> None:
    User.objects.filter(pk=other.pk).update(suspended_at=at)


def leave_circle(other: User, user: User, circle: Circle, at: datetime) -> None:
    leave(circle, user=other, at=at)


def be_blocked(other: User, user: User, circle: Circle, at: datetime) -> None:
    block(other, user, at=at)


def be_blocked_by_reader(other: User, user: User, circle: Circle, at: datetime) -> None:
    block(user, other, at=at)


def close_circle(other: User, user: User, circle: Circle, at: datetime) -> None:
    Circle.objects.filter(pk=circle.pk).update(closed_at=at)


@pytest.mark.parametrize("step", [leave_circle, be_blocked, be_blocked_by_reader, close_circle, suspend])
def test_somebody_gone_meanwhile_is_on_no_card(
    step: Step, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    assert today(mina, at=at).worth_a_mail

    step(jonas, mina, circle, at)

    assert not today(mina, at=at).worth_a_mail


@pytest.mark.parametrize("step", [leave_circle, be_blocked, be_blocked_by_reader, close_circle])
def test_somebody_gone_meanwhile_is_in_no_ask(
    step: Step, circle: Circle, asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    step(jonas, mina, circle, at)

    assert not today(mina, at=at).worth_a_mail


def pause(other: User, user: User, circle: Circle, at: datetime) -> None:
    Profile.objects.filter(user=other).update(paused_at=at)


def ask_to_be_erased(other: User, user: User, circle: Circle, at: datetime) -> None:
    ask_deletion(other, at=at)


def say_no(other: User, user: User, circle: Circle, at: datetime) -> None:
    answer(Introduction.objects.get(), user=other, value="no", at=at)


@pytest.mark.parametrize("step", [pause, ask_to_be_erased, say_no])
def test_what_the_other_keeps_sealed_changes_nothing_about_an_ask(
    step: Step, circle: Circle, asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    before = today(mina, at=LATER)

    step(jonas, mina, circle, at)

    assert today(mina, at=LATER) == before
