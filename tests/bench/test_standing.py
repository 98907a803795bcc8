"""Of two wishes for each other one stands on the bench; the other comes to stand there as if it were new."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from apps.circles.models import Circle
from apps.introductions.services.keeping_away import keep_away
from apps.matching.models import Suggestion, Wish
from apps.matching.services.noting import note_wish
from apps.matching.services.standing import move_up
from apps.matching.services.wishing import dismiss, take_back, wish
from apps.profiles.models import Profile, User
from intro_net.celery import app
from intro_net.schedule import SCHEDULE
from tests.bench.pages import bench, key_of, pairs_on, seen
from tests.bench.test_wishes import HOPE, WISHES, wished
from tests.circles.visits import change
from tests.factories import join, make_user

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def circle(circle: Circle, carol: User) -> Circle:
    return change(circle, carol, shows_wishes=True)


def withdraw_from_bench(suggestion: Suggestion, by: User, at: datetime) -> None:
    note_wish(suggestion, by=by, note="", note_for="other", on_bench=False)


GOES: dict[str, Callable[[Suggestion, User, datetime], object]] = {
    "taken back": lambda suggestion, by, at: take_back(suggestion, by=by),
    "not for me": lambda suggestion, by, at: dismiss(suggestion, by=by, at=at),
    "off the bench": withdraw_from_bench,
    "never with": lambda suggestion, by, at: keep_away(by, suggestion.other(by), at=at),
}


@pytest.mark.parametrize("goes", GOES)
def test_the_wish_behind_one_that_is_gone_moves_up_and_not_at_once(
    goes: str, circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    """One in the place of the other would tell that both had wished."""
    mina, jonas = pair
    suggestion = wished(pair, at)
    Profile.objects.filter(user=mina).update(paused_at=at)
    wish(suggestion, by=jonas, at=at, told=True)
    note_wish(suggestion, by=jonas, note=HOPE, note_for="curators", on_bench=True)
    assert move_up(at=at) == 0
    before = seen(carol, circle)

    GOES[goes](suggestion, mina, at)
    page = bench(carol, circle).text
    assert (WISHES in page, "Jonas would like to meet Mina." in page, HOPE in page) == (False, False, False)

    assert seen(carol, circle) != before
    # A run a minute later would tell as much, and so would one that is rung twice.
    assert [move_up(at=at + MINUTE), move_up(at=at + 2 * MINUTE)] == [0, 0]
    assert [move_up(at=at + DAY) for _twice in range(2)] == [1, 0]
    page = bench(carol, circle).text
    assert (WISHES in page, "Jonas would like to meet Mina." in page, HOPE in page) == (False, True, True)


def test_the_daily_task_moves_wishes_up(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    suggestion = wished(pair, at)
    Profile.objects.filter(user=pair[0]).update(paused_at=at)
    wish(suggestion, by=pair[1], at=at, told=True)
    take_back(suggestion, by=pair[0])

    app.tasks[SCHEDULE["move-up-wishes"]["task"]]()
    assert Wish.objects.get().bench == "behind"
    Wish.objects.update(free_since=F("free_since") - DAY)
    app.tasks[SCHEDULE["move-up-wishes"]["task"]]()

    assert list(Wish.objects.values_list("user", "bench")) == [(pair[1].pk, "yes")]


def moves_up(suggestion: Suggestion, jonas: User, at: datetime) -> None:
    assert [move_up(at=at), move_up(at=at + DAY)] == [0, 1]


def puts_it_there_later(suggestion: Suggestion, jonas: User, at: datetime) -> None:
    note_wish(suggestion, by=jonas, note=HOPE, note_for="curators", on_bench=True)


@pytest.mark.parametrize(("stands", "told"), [(moves_up, True), (puts_it_there_later, False)])
def test_a_wish_that_comes_to_stand_there_looks_as_new_as_one_of_now(
    stands: Callable[[Suggestion, User, datetime], None],
    told: bool,
    circle: Circle,
    carol: User,
    pair: tuple[User, User],
    at: datetime,
) -> None:
    """Neither its place nor the number by which it is told of says that both had wished before."""
    mina, jonas = pair
    suggestion, later = wished(pair, at), at + timedelta(hours=1)
    Profile.objects.filter(user=mina).update(paused_at=at)
    wish(suggestion, by=jonas, at=later, told=told)
    note_wish(suggestion, by=jonas, note=HOPE, note_for="curators" if told else "other", on_bench=told)
    cleo, dan = make_user("Cleo"), make_user("Dan")
    for user in (cleo, dan):
        join(circle, user)
    between = Suggestion.objects.create(circle=circle, low=cleo, high=dan, made_at=at, score=9)
    wish(between, by=cleo, at=later + MINUTE, told=True)
    newest = Wish.objects.latest("pk").pk
    take_back(suggestion, by=mina)

    stands(suggestion, jonas, later + 2 * MINUTE)

    page = bench(carol, circle).text
    assert pairs_on(page)[:2] == [key_of(cleo, dan), key_of(mina, jonas)]
    mine = Wish.objects.get(user=jonas)
    assert reverse("staff:report", args=["wish", mine.pk]) in page
    assert mine.pk > newest
    # To himself it is the wish that it was: he reads nothing of another before it.
    assert (mine.at, mine.note, mine.bench, mine.free_since) == (later, HOPE, "yes", None)


def test_whatever_stands_before_it_again_makes_it_wait_anew(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    suggestion = wished(pair, at)
    Profile.objects.filter(user=mina).update(paused_at=at)
    wish(suggestion, by=jonas, at=at, told=True)
    take_back(suggestion, by=mina)
    move_up(at=at)
    wish(suggestion, by=mina, at=at + MINUTE, told=True)
    take_back(suggestion, by=mina)

    assert [move_up(at=at + DAY), move_up(at=at + 2 * DAY)] == [0, 1]
