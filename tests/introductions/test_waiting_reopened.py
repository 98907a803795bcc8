"""A wish lifts what waits for its maker unheard, and no sooner than that is over; what is put since is asked anew."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions.asked_before import asked_before
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Answer, Introduction
from apps.introductions.services.ending import close_due
from apps.introductions.services.letting_come import let_come
from apps.introductions.services.passing import reopen_with
from apps.introductions.services.putting import put_waiting
from apps.profiles.models import User
from tests.introductions.scenes import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(circle: Circle, mina: User, jonas: User, at: datetime) -> Introduction:
    """Mina takes none for now, and has wished to meet Jonas since."""
    let_come(mina, asks=0, at=at)
    asked = ask(circle, mina, jonas, at=at)
    reopen_with(mina, jonas, at=at)
    return asked


def unput(*people: User) -> bool:
    """Whether something is still to be said between them of which Mina, the first, has not heard."""
    ids = sorted(user.pk for user in people)
    return (people[0].pk, tuple(ids)) in asked_before(ids).unput


def test_while_it_waits_they_are_not_brought_together_besides(waits: Introduction, mina: User, jonas: User) -> None:
    assert Answer.objects.get(user=mina).reopened_at is not None
    assert unput(mina, jonas)


def test_once_it_is_over_unheard_it_stands_in_the_way_of_nothing(
    waits: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    close_due(at=at + TIME_TO_ANSWER)

    assert not unput(mina, jonas)


def test_without_a_wish_it_goes_on_standing_there(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    let_come(mina, asks=0, at=at)
    ask(circle, mina, jonas, at=at)
    close_due(at=at + TIME_TO_ANSWER)

    assert unput(mina, jonas)


def test_what_is_put_after_all_is_let_pass_like_any(waits: Introduction, mina: User, jonas: User, at: datetime) -> None:
    """That it was lifted before she heard of it says nothing of what she makes of it now."""
    let_come(mina, asks=2, at=at)
    put_waiting(at=at + timedelta(hours=1))
    mine = Answer.objects.get(user=mina)
    assert (mine.put_at is None, mine.reopened_at) == (False, None)

    close_due(at=at + TIME_TO_ANSWER)

    ids = sorted((mina.pk, jonas.pk))
    assert (mina.pk, tuple(ids)) in asked_before(ids).over
