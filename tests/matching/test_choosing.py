"""Which pairs are put before somebody, and which are left out without a trace."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, Suggesting
from apps.circles.models.glad import resting_of
from apps.circles.services.ticks import tick, untick
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.matching.choosing import PATIENCE
from apps.matching.models import Dismissal
from apps.matching.services.following import refresh_person
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import suggestions_for
from apps.profiles.models import User
from tests.factories import add_trait
from tests.matching.happenings import (
    be_asked,
    be_asked_as_a_shadow,
    be_asked_in_vain,
    be_kept_apart,
    block,
    block_back,
    close_circle,
    dismissed,
    dismissed_by_other,
    hide_everything,
    leave_circle,
    leave_soon,
    meet,
    meet_elsewhere,
    never_again,
    never_again_by_other,
    pause,
    rest_here,
    suspend,
    ticked,
    ticked_by_other,
)
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle, shown, shown_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)])


@pytest.mark.parametrize(
    "drop",
    [
        pause, leave_soon, suspend, block, block_back, meet, meet_elsewhere, be_asked, be_asked_in_vain, dismissed,
        dismissed_by_other, ticked, ticked_by_other, never_again, never_again_by_other, leave_circle, close_circle,
        hide_everything,
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


SEALED_BY_OTHER = [
    pause,
    leave_soon,
    dismissed_by_other,
    ticked_by_other,
    never_again_by_other,
    rest_here,
    be_asked_as_a_shadow,
    be_kept_apart,
]


AT_ONCE = [suspend, block, block_back, meet, be_asked, dismissed, ticked, never_again, leave_circle, close_circle]


@pytest.mark.parametrize("drop", AT_ONCE)
def test_what_looks_like_leaving_takes_a_card_away_at_once(
    drop: Callable[[User, User, datetime], None], circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    assert shown(mina, at).person == jonas

    drop(jonas, mina, at)

    assert shown_to(mina) == []


def test_a_leave_asks_as_little_as_a_block(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    """Also before a worker has followed it, and where there is nobody else."""
    mina, jonas = pair
    asked = []
    for end in (block, leave_circle):
        with transaction.atomic():
            end(jonas, mina, at)
            with CaptureQueriesContext(connection) as queries:
                assert shown_to(mina) == []
            transaction.set_rollback(True)
        asked.append(len(queries))

    assert asked[0] == asked[1]


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


def test_tick_taken_back_lets_the_pair_be_suggested_again(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    tick(circle, ticker=mina, known=jonas, at=at)
    untick(circle, ticker=mina, known=jonas, at=at)

    assert (shown_to(mina), shown_to(jonas)) == ([jonas], [mina])


@pytest.mark.parametrize("shown_lately", [True, False])
def test_home_page_of_who_was_ticked_is_that_of_who_was_passed_over_byte_for_byte(
    shown_lately: bool, circle: Circle, pair: tuple[User, User]
) -> None:
    mina, jonas = pair
    now = timezone.now()
    if shown_lately:
        shown(jonas, now)
    before = home_of(jonas)

    tick(circle, ticker=mina, known=jonas, at=now)
    after_tick = home_of(jonas)
    untick(circle, ticker=mina, known=jonas, at=now)
    Dismissal.objects.create(user=mina, other=jonas, at=now)

    assert "Mina" in before
    assert after_tick == home_of(jonas)
    assert (after_tick == before) is shown_lately


def home_of(user: User) -> str:
    """Read without being shown anything by it."""
    client = Client()
    client.force_login(user)
    with transaction.atomic():
        text = client.get(reverse("home")).text
        transaction.set_rollback(True)
    return re.sub(r'(csrfmiddlewaretoken" value=|csrf[^"]*token[^"]*":\s*)"[^"]+"', "", text)
