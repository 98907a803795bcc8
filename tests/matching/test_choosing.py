"""Which pairs are put before somebody, and which are left out without a trace."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle, Suggesting
from apps.circles.models.glad import resting_of
from apps.circles.services.gladness import rest
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.services.introducing import introduce
from apps.matching.choosing import PATIENCE
from apps.matching.models import Dismissal
from apps.matching.services.following import refresh_person
from apps.matching.services.parting import part
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import suggestions_for
from apps.profiles.models import Block, User, Visibility
from tests.factories import add_trait, connect
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle, shown, shown_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)])


def pause(other: User, user: User, at: datetime) -> None:
    other.profile.paused_at = at
    other.profile.save()


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


def leave_circle(other: User, user: User, at: datetime) -> None:
    other.memberships.all().delete()


def close_circle(other: User, user: User, at: datetime) -> None:
    Circle.objects.update(closed_at=at)


def hide_everything(other: User, user: User, at: datetime) -> None:
    other.traits.update(visibility=Visibility.HIDDEN)


@pytest.mark.parametrize(
    "drop",
    [
        pause, leave_soon, suspend, block, block_back, meet, meet_elsewhere, be_asked, be_asked_in_vain, dismissed,
        dismissed_by_other, leave_circle, close_circle, hide_everything,
    ],
)  # fmt: skip
def test_pair_is_dropped_at_once_for_both(
    drop: Callable[[User, User, datetime], None], circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    assert (shown_to(mina), shown_to(jonas)) == ([jonas], [mina])

    drop(jonas, mina, at)

    assert shown_to(mina) == []
    assert shown_to(jonas) == []


def be_kept_apart(other: User, user: User, at: datetime) -> None:
    """By a curator: sealed from both."""
    circle = Circle.objects.get(tag="marketing")
    part(circle, [other, user], by=circle.memberships.get(role="curator").user, at=at)


def rest_here(other: User, user: User, at: datetime) -> None:
    rest(Circle.objects.get(tag="marketing").memberships.get(user=other), at=at)


SEALED_BY_OTHER = [pause, rest_here, leave_soon, dismissed_by_other, be_asked_as_a_shadow, be_kept_apart]


@pytest.mark.parametrize("drop", [suspend, block, block_back, meet, be_asked, dismissed, leave_circle, close_circle])
def test_what_looks_like_leaving_takes_a_card_away_at_once(
    drop: Callable[[User, User, datetime], None], circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    assert shown(mina, at).person == jonas

    drop(jonas, mina, at)

    assert shown_to(mina) == []


@pytest.mark.parametrize("seal", SEALED_BY_OTHER)
def test_what_the_other_seals_leaves_a_card_where_it_is_until_it_rests(
    seal: Callable[[User, User, datetime], None], circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    assert shown(mina, at).person == jonas

    seal(jonas, mina, at)
    refresh_person(jonas.pk, at=LATER)
    refresh_circle(circle.pk, at=LATER)

    assert shown_to(mina) == [jonas]
    assert shown_to(mina, at + PATIENCE - timedelta(minutes=1)) == [jonas]
    assert shown_to(mina, at + PATIENCE) == []


@pytest.mark.parametrize("seal", SEALED_BY_OTHER)
def test_what_the_other_seals_keeps_a_pair_from_being_chosen(
    seal: Callable[[User, User, datetime], None], circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    shown(mina, at)
    seal(jonas, mina, at)
    for user in pair:
        add_trait(user, "employer", "Acme")
    refresh_person(mina.pk, at=at + PATIENCE)

    assert shown_to(mina, at + PATIENCE) == []
    assert shown_to(jonas, at + PATIENCE) == []


def test_who_is_kept_apart_in_one_circle_may_be_suggested_in_another(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    be_kept_apart(jonas, mina, at)
    assert shown_to(mina) == []

    elsewhere = refreshed_circle("elsewhere", [*pair, *crowd(12)])

    assert [card.circle for card in suggestions_for(mina, at=LATER)] == [elsewhere]


def test_who_rests_in_one_circle_may_be_suggested_in_another(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    for user in pair:
        rest_here(user, user, at)
    assert [shown_to(user) for user in pair] == [[], []]

    elsewhere = refreshed_circle("elsewhere", [*pair, *crowd(12)])

    assert [card.circle for card in suggestions_for(pair[0], at=LATER)] == [elsewhere]


def test_a_curator_reaches_who_rests_and_their_yes_brings_them_back(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    rest_here(mina, jonas, at)
    be_asked(mina, jonas, at)
    asked = Introduction.objects.get()
    assert (asked.shadow, resting_of(mina).count()) == (False, 1)

    answer(asked, user=jonas, value="yes", at=at)
    assert resting_of(mina).count() == 1
    answer(asked, user=mina, value="no", at=at)
    assert resting_of(mina).count() == 1
    made = answer(asked, user=mina, value="yes", at=at)

    assert (made.state, resting_of(mina).count()) == ("made", 0)


@pytest.mark.parametrize("away", [pause, rest_here, leave_soon, suspend])
def test_who_is_away_is_shown_nobody(
    away: Callable[[User, User, datetime], None], circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    away(pair[0], pair[1], at)

    assert suggestions_for(pair[0], at=at) == []


def test_where_the_curators_have_the_first_word_nothing_is_suggested_to_members(
    circle: Circle, pair: tuple[User, User]
) -> None:
    before = shown_to(pair[0])

    Circle.objects.update(suggesting=Suggesting.BENCH)

    assert (pair[1] in before, shown_to(pair[0])) == (True, [])
