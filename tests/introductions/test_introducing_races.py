"""Somebody stops keeping the circle, or leaves it, in the same instant as people are introduced. Each race is also run
with the lock taken away, to prove that it exists."""

from collections.abc import Callable
from datetime import datetime

import pytest

from apps.circles.models import Circle, Membership, Role
from apps.circles.services import circles, leaving, members
from apps.circles.services import closing as closings
from apps.introductions.models import Introduction
from apps.introductions.services import answering, introducing
from apps.introductions.services.introducing import CannotIntroduce
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from tests.factories import join, make_user
from tests.instant import SURELY, Other, unlocked
from tests.introductions.scenes import ask, say_yes
from tests.introductions.sending import delivered, states

pytestmark = pytest.mark.django_db(transaction=True)
NO_CURATOR = "Only curators of this circle introduce people in it."
NOT_HERE = "One of these people is no longer in the circle. Choose again."
State = Introduction.State


@pytest.fixture
def circle(transactional_db: None, circle: Circle) -> Circle:
    """Kept by Carol and another."""
    join(circle, make_user("David"), role=Role.CURATOR)
    return circle


def introduce(
    circle: Circle, people: list[User], by: User, at: datetime, service: Callable[..., object] = introducing.introduce
) -> None:
    service(circle, people, by=by, note="Meet.", at=at)


def stepping_down(circle: Circle, carol: User, at: datetime) -> Other:
    """Tells how many asks there were by the time she was no curator any more."""

    def step_down() -> int:
        members.step_down(circle, user=carol, at=at)
        return Introduction.objects.count()

    return Other(step_down)


def test_a_curator_who_steps_down_while_introducing_has_asked_before(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = stepping_down(circle, carol, at)
    other.acts_before(monkeypatch, introducing, "_ask")

    introduce(circle, [mina, jonas], carol, at)

    assert (other.finished().errors, other.result) == ([], 1)


def test_without_the_lock_somebody_introduces_who_is_no_curator_any_more(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = stepping_down(circle, carol, at)
    other.acts_before(monkeypatch, introducing, "_ask", seconds=SURELY)

    introduce(circle, [mina, jonas], carol, at, service=unlocked(monkeypatch, introducing.introduce))

    assert (other.finished().errors, other.result) == ([], 0)
    assert Introduction.objects.get().made_by == carol


def test_who_has_stepped_down_by_then_is_told_so_and_nobody_is_asked(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way round: the introducing comes into the middle of the stepping down."""
    other = Other(lambda: introduce(circle, [mina, jonas], carol, at))
    other.acts_before(monkeypatch, members, "give_role")

    members.step_down(circle, user=carol, at=at)

    assert [(type(error), str(error)) for error in other.finished().errors] == [(CannotIntroduce, NO_CURATOR)]
    assert (Introduction.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_somebody_who_leaves_while_being_introduced_is_asked_nothing(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other(lambda: leaving.leave(circle, user=mina, at=at))
    other.acts_before(monkeypatch, introducing, "_ask")

    introduce(circle, [mina, jonas], carol, at)

    assert other.finished().errors == []
    assert Introduction.objects.get().state == State.NOT_MADE
    assert states(delivered(at)) == {"Mina": "dropped", "Jonas": "dropped"}


def test_without_the_lock_somebody_is_asked_who_has_left(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other(lambda: leaving.leave(circle, user=mina, at=at))
    other.acts_before(monkeypatch, introducing, "_ask", seconds=SURELY)

    introduce(circle, [mina, jonas], carol, at, service=unlocked(monkeypatch, introducing.introduce))

    assert other.finished().errors == []
    assert (Introduction.objects.get().state, is_here(circle, mina)) == (State.ASKED, False)


def is_here(circle: Circle, user: User) -> bool:
    return Membership.objects.filter(circle=circle, user=user).exists()


def test_somebody_who_has_left_by_then_is_not_introduced(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Her asks have been ended, and she is still there."""
    other = Other(lambda: introduce(circle, [mina, jonas], carol, at))
    other.acts_before(monkeypatch, leaving, "record_change")

    leaving.leave(circle, user=mina, at=at)

    assert [(type(error), str(error)) for error in other.finished().errors] == [(CannotIntroduce, NOT_HERE)]
    assert (Introduction.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_without_the_lock_an_ask_comes_after_the_leaving_has_ended_all_others(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other(lambda: introduce(circle, [mina, jonas], carol, at))
    other.acts_before(monkeypatch, leaving, "record_change", seconds=SURELY)

    unlocked(monkeypatch, leaving.leave)(circle, user=mina, at=at)

    assert other.finished().errors == []
    assert (Introduction.objects.get().state, is_here(circle, mina)) == (State.ASKED, False)


def closing(circle: Circle, carol: User, at: datetime) -> Other:
    """Tells how many were made by the time the circle was closed."""

    def close() -> int:
        circles.close(circle, by=carol, at=at)
        return Introduction.objects.filter(state=State.MADE).count()

    return Other(close)


def test_a_last_yes_as_the_circle_is_closed_comes_before(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    introduction = say_yes(ask(circle, mina, jonas, at=at), mina, at=at)
    other = closing(circle, carol, at)
    other.acts_before(monkeypatch, answering, "settle_yes")

    answering.answer(introduction, user=jonas, value="yes", at=at)

    assert (other.finished().errors, other.result) == ([], 1)


def test_without_the_lock_an_introduction_is_made_in_a_closed_circle(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    introduction = say_yes(ask(circle, mina, jonas, at=at), mina, at=at)
    other = closing(circle, carol, at)
    other.acts_before(monkeypatch, answering, "settle_yes", seconds=SURELY)

    unlocked(monkeypatch, answering.answer)(introduction, user=jonas, value="yes", at=at)

    assert (other.finished().errors, other.result) == ([], 0)
    assert Introduction.objects.get().state == State.MADE


def test_a_yes_in_the_middle_of_the_close_is_too_late(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    introduction = say_yes(ask(circle, mina, jonas, at=at), mina, at=at)
    other = Other(lambda: answering.answer(introduction, user=jonas, value="yes", at=at))
    other.acts_before(monkeypatch, closings, "_mails_about")

    circles.close(circle, by=carol, at=at)

    assert [type(error) for error in other.finished().errors] == [answering.TooLate]
    assert Introduction.objects.get().state == State.ASKED
