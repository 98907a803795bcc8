from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from apps.circles.models import Circle
from apps.circles.services.gladness import rest, stay
from apps.introductions.models import Connection, Introduction
from apps.introductions.services.introducing import introduce, introduce_by_wish
from apps.mail.models import OutboxMail
from apps.matching.errors import SuggestionGone
from apps.matching.models import Dismissal, Suggestion, Wish
from apps.matching.services import wishing
from apps.matching.services.wishing import dismiss, settle_waiting, wish
from apps.matching.suggesting import suggestions_for
from apps.profiles.models import Block, User
from apps.profiles.services.leaving import erase
from tests.factories import join, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


def curator_of(circle: Circle) -> User:
    return circle.memberships.get(role="curator").user


@pytest.fixture
def suggestion(pair: tuple[User, User], at: datetime) -> Suggestion:
    refreshed_circle("marketing", [*pair, *crowd(12)])
    return suggestions_for(pair[0], at=at)[0].suggestion


def test_wish_alone_writes_to_nobody(suggestion: Suggestion, pair: tuple[User, User], at: datetime) -> None:
    assert wish(suggestion, by=pair[0], at=at) is None

    assert not OutboxMail.objects.exists()
    assert not Introduction.objects.exists()


def test_wish_twice_is_one_wish(suggestion: Suggestion, pair: tuple[User, User], at: datetime) -> None:
    for _ in range(2):
        wish(suggestion, by=pair[0], at=at)

    assert Wish.objects.count() == 1


def test_second_wish_in_another_circle_makes_the_introduction_too(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    elsewhere = refreshed_circle("elsewhere", list(pair))
    other = Suggestion.objects.create(circle=elsewhere, low=pair[0], high=pair[1], score=9, made_at=at)

    wish(suggestion, by=pair[0], at=at)
    made = wish(other, by=pair[1], at=at)

    assert made is not None
    assert made.circle == elsewhere
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("sealed", ["paused", "resting", "leaving", "blocked", "left", "closed", "asked"])
def test_second_wish_waits_quietly_when_the_first_is_sealed_away(
    sealed: str, suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    wish(suggestion, by=mina, at=at)
    if sealed == "paused":
        mina.profile.paused_at = at
        mina.profile.save()
    elif sealed == "resting":
        rest(suggestion.circle.memberships.get(user=mina), at=at)
    elif sealed == "leaving":
        User.objects.filter(pk=mina.pk).update(leaving_at=at)
    elif sealed == "blocked":
        Block.objects.create(blocker=mina, blocked=jonas, since=at)
    elif sealed == "left":
        mina.memberships.all().delete()
    elif sealed == "closed":
        Circle.objects.update(closed_at=at)
    else:
        introduce(suggestion.circle, pair, by=curator_of(suggestion.circle), note="Meet.", at=at)

    suggestion.circle.refresh_from_db()
    assert wish(suggestion, by=jonas, at=LATER) is None
    assert not Connection.objects.exists()


def test_wish_of_somebody_who_was_away_is_settled_when_they_come_back(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    wish(suggestion, by=mina, at=at)
    mina.profile.paused_at = at
    mina.profile.save()
    wish(suggestion, by=jonas, at=at)
    assert settle_waiting([mina.pk], at=LATER) == []

    mina.profile.paused_at = None
    mina.profile.save()

    assert [made.state for made in settle_waiting([mina.pk], at=LATER)] == ["made"]
    assert settle_waiting([mina.pk], at=LATER) == []


def test_wish_of_somebody_who_rested_is_settled_when_they_come_back(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    membership = suggestion.circle.memberships.get(user=mina)
    wish(suggestion, by=mina, at=at)
    rest(membership, at=at)
    wish(suggestion, by=jonas, at=at)
    assert settle_waiting([mina.pk], at=LATER) == []

    stay(membership, at=LATER)

    assert [made.state for made in settle_waiting([mina.pk], at=LATER)] == ["made"]


def leave_now(suggestion: Suggestion, user: User, other: User, at: datetime) -> None:
    user.memberships.all().delete()


def block_now(suggestion: Suggestion, user: User, other: User, at: datetime) -> None:
    Block.objects.create(blocker=user, blocked=other, since=at)


@pytest.mark.parametrize("away", [leave_now, block_now])
def test_second_wish_waits_quietly_when_the_first_goes_away_in_the_same_moment(
    away: Callable[..., None],
    suggestion: Suggestion,
    pair: tuple[User, User],
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wish(suggestion, by=pair[0], at=at)

    def too_late(*args: Any, **kwargs: Any) -> Introduction:
        away(suggestion, *pair, at)
        return introduce_by_wish(*args, **kwargs)

    monkeypatch.setattr(wishing, "introduce_by_wish", too_late)

    assert wish(suggestion, by=pair[1], at=LATER) is None
    assert (Wish.objects.count(), Introduction.objects.count()) == (2, 0)


@pytest.mark.parametrize("answer", [wish, dismiss])
def test_answer_to_a_suggestion_that_was_erased_gets_a_sentence(
    answer: Callable[..., object], suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    erase(pair[1], at=at)

    with pytest.raises(SuggestionGone, match="no longer there"):
        answer(suggestion, by=pair[0], at=LATER)


def test_one_pair_that_goes_wrong_holds_up_no_other(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina, ana = pair[0], make_user("Ana")
    join(suggestion.circle, ana)
    other = Suggestion.objects.create(circle=suggestion.circle, low=mina, high=ana, score=9, made_at=at)
    Wish.objects.bulk_create(Wish(suggestion=s, user=u, at=at) for s in (suggestion, other) for u in (s.low, s.high))

    def fail_once(circle: Circle, one: User, two: User, *, at: datetime) -> Introduction:
        if two == pair[1]:
            raise RuntimeError
        return introduce_by_wish(circle, one, two, at=at)

    monkeypatch.setattr(wishing, "introduce_by_wish", fail_once)

    made = settle_waiting([mina.pk], at=LATER)

    assert [set(row.answers.values_list("user_id", flat=True)) for row in made] == [{mina.pk, ana.pk}]


def test_dismissal_takes_the_wish_back_and_the_other_way_round(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    wish(suggestion, by=mina, at=at)
    dismiss(suggestion, by=mina, at=at)
    assert not Wish.objects.exists()
    assert wish(suggestion, by=jonas, at=at) is None

    assert wish(suggestion, by=mina, at=LATER) is not None
    assert not Dismissal.objects.exists()
