"""What a bench's curators do not read stands there before nothing that they do: who asks them would learn of it."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.matching.models import Suggestion, Wish
from apps.matching.services.asking import ask_to_meet
from apps.matching.services.noting import note_wish
from apps.matching.services.standing import move_up
from apps.matching.services.wishing import take_back, wish
from apps.profiles.models import Profile, User
from tests.bench.pages import bench, seen
from tests.bench.test_wishes import HOPE, WISHES
from tests.circles.visits import change

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ITS_OTHER = "Jonas would like to meet Mina."


def suggested(circle: Circle, pair: tuple[User, User], at: datetime) -> Suggestion:
    low, high = sorted(pair, key=lambda user: user.pk)
    return Suggestion.objects.create(circle=circle, low=low, high=high, made_at=at, score=9)


def wished_where_it_showed(circle: Circle, carol: User, pair: tuple[User, User], at: datetime) -> Suggestion:
    """Jonas did, and is away."""
    suggestion = suggested(circle, pair, at)
    change(circle, carol, shows_wishes=True)
    wish(suggestion, by=pair[1], at=at, told=True)
    Profile.objects.filter(user=pair[1]).update(paused_at=at)
    return suggestion


def ask_for(pair: tuple[User, User], circle: Circle, at: datetime) -> Introduction | None:
    mina, jonas = pair
    return ask_to_meet(jonas, circle, by=mina, at=at, asked=True)


def read_on(circle: Circle, carol: User) -> tuple[bool, bool]:
    page = bench(carol, circle).text
    return WISHES in page, ITS_OTHER in page


@pytest.mark.parametrize("has_wished", [False, True])
def test_an_ask_is_read_whatever_stands_there_unread(
    has_wished: bool, circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    if has_wished:
        wished_where_it_showed(circle, carol, pair, at)
    change(circle, carol, shows_wishes=False)

    ask_for(pair, circle, at)

    assert read_on(circle, carol) == (True, False)
    # As it was the one of the two that they read, it stays so.
    change(circle, carol, shows_wishes=True)
    assert read_on(circle, carol) == (True, False)


def test_the_bench_is_the_same_whether_the_other_had_wished(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    suggestion = wished_where_it_showed(circle, carol, pair, at)
    change(circle, carol, shows_wishes=False)
    ask_for(pair, circle, at)
    both = seen(carol, circle)

    Wish.objects.filter(user=pair[1]).delete()

    assert seen(carol, circle) == both
    assert Wish.objects.get().suggestion == suggestion


def test_where_it_is_read_the_first_stands_before_an_ask(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    """Two side by side, or one in the place of the other, would tell that something is in the way."""
    wished_where_it_showed(circle, carol, pair, at)

    ask_for(pair, circle, at)

    assert read_on(circle, carol) == (False, True)
    assert dict(Wish.objects.values_list("user", "bench")) == {pair[0].pk: "behind", pair[1].pk: "yes"}


def test_an_ask_moves_up_a_day_after_what_stood_before_it_is_read_no_more(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    wished_where_it_showed(circle, carol, pair, at)
    ask_for(pair, circle, at)
    assert [move_up(at=at), move_up(at=at + DAY)] == [0, 0]

    change(circle, carol, shows_wishes=False)

    assert read_on(circle, carol) == (False, False)
    assert [move_up(at=at), move_up(at=at + HOUR)] == [0, 0]
    assert [move_up(at=at + DAY), move_up(at=at + 2 * DAY), move_up(at=at + 3 * DAY)] == [1, 0, 0]
    assert read_on(circle, carol) == (True, False)
    assert dict(Wish.objects.values_list("user", "bench")) == {pair[0].pk: "yes", pair[1].pk: "behind"}


def test_switching_to_and_fro_makes_it_wait_anew(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    """Else the one would come in the moment in which the other goes."""
    wished_where_it_showed(circle, carol, pair, at)
    ask_for(pair, circle, at)
    change(circle, carol, shows_wishes=False)
    assert move_up(at=at) == 0

    change(circle, carol, shows_wishes=True)
    change(circle, carol, shows_wishes=False)

    assert [move_up(at=at + DAY), move_up(at=at + 2 * DAY)] == [0, 1]


def test_of_two_that_nobody_reads_neither_moves(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    suggestion = wished_where_it_showed(circle, carol, pair, at)
    wish(suggestion, by=pair[0], at=at, told=True)
    change(circle, carol, shows_wishes=False)

    assert [move_up(at=at + days * DAY) for days in range(3)] == [0, 0, 0]

    take_back(suggestion, by=pair[1])
    assert [move_up(at=at + days * DAY) for days in range(3, 6)] == [0, 1, 0]


@pytest.mark.parametrize("told", [False, True])
def test_who_wished_on_a_card_may_ask_and_looks_as_new_as_one_of_now(
    told: bool, circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    mina, _jonas = pair
    suggestion = suggested(circle, pair, at)
    change(circle, carol, shows_wishes=True)
    wish(suggestion, by=mina, at=at, told=told)
    before = Wish.objects.get()
    change(circle, carol, shows_wishes=False)
    assert read_on(circle, carol) == (False, False)

    for _twice in range(2):
        ask_for(pair, circle, at + HOUR)

    mine = Wish.objects.get()
    assert (mine.user, mine.at, mine.bench, mine.asked) == (mina, at, "yes", True)
    assert mine.pk > before.pk
    assert read_on(circle, carol) == (True, False)


def test_one_that_is_read_already_stays_what_it_is_when_they_are_asked(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    wished_where_it_showed(circle, carol, pair, at)
    mina, jonas = pair
    before = Wish.objects.get()

    ask_to_meet(mina, circle, by=jonas, at=at, asked=True)
    change(circle, carol, shows_wishes=False)

    assert (Wish.objects.get().pk, Wish.objects.get().asked) == (before.pk, True)
    assert read_on(circle, carol) == (False, True)


def test_with_an_ask_goes_a_note_for_whom_it_asks(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    ask_for(pair, circle, at)

    note_wish(Suggestion.objects.get(wishes__user=pair[0]), by=pair[0], note=HOPE, note_for="curators", on_bench=False)

    assert HOPE in bench(carol, circle).text
    assert (Wish.objects.get().bench, Wish.objects.get().asked) == ("yes", True)
