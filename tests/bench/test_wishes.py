"""Wishes on the bench: where a circle says so, and its members know."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from apps.bench.models import Prepared
from apps.bench.services.asking import ask_due
from apps.circles.models import Circle, Role
from apps.introductions.models import Answer
from apps.introductions.services.keeping_away import keep_away
from apps.mail.models import OutboxMail
from apps.matching.models import Suggestion, Wish
from apps.matching.services.noting import note_wish
from apps.matching.services.standing import move_up
from apps.matching.services.wishing import dismiss, take_back, wish
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import Profile, User
from apps.staff.models import Report
from intro_net.celery import app
from intro_net.schedule import SCHEDULE
from tests.bench.pages import bench, key_of, pairs_on, press, seen
from tests.circles.visits import change, masked, signed_in
from tests.factories import add_trait, join, make_user
from tests.matching.scenes import crowd, refreshed_circle

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
HOPE = "We both keep bees, she does not know yet."
WISHES = "Mina would like to meet Jonas."


@pytest.fixture
def circle(circle: Circle, carol: User) -> Circle:
    return change(circle, carol, shows_wishes=True)


def wished(pair: tuple[User, User], at: datetime, *, told: bool = True, by: int = 0) -> Suggestion:
    card = suggestions_for(pair[by], at=at)[0]
    show([card], pair[by], "home", at)
    wish(card.suggestion, by=pair[by], at=at, told=told)
    return card.suggestion


def test_a_wish_whose_maker_was_told_stands_on_the_bench(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    wished(pair, at)

    page = bench(carol, circle).text

    assert WISHES in page
    assert "Mina and Jonas, I would like you to know each other." in page


def test_a_wish_whose_maker_was_not_told_changes_nothing(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    before = seen(carol, circle)

    suggestion = wished(pair, at, told=False)
    note_wish(suggestion, by=pair[0], note=HOPE, note_for="other", on_bench=False)

    assert seen(carol, circle) == before


def test_a_sealed_note_is_not_on_the_bench_and_one_for_curators_is(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    suggestion = wished(pair, at)
    note_wish(suggestion, by=pair[0], note=HOPE, note_for="other", on_bench=True)
    assert (WISHES in bench(carol, circle).text, HOPE in bench(carol, circle).text) == (True, False)

    note_wish(suggestion, by=pair[0], note=HOPE, note_for="curators", on_bench=False)

    assert HOPE in bench(carol, circle).text


def test_what_was_wished_before_stays_off_until_its_maker_says_so(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    change(circle, carol, shows_wishes=False)
    suggestion = wished(pair, at)
    note_wish(suggestion, by=pair[0], note=HOPE, note_for="other", on_bench=False)
    change(circle, carol, shows_wishes=True)
    assert WISHES not in bench(carol, circle).text

    note_wish(suggestion, by=pair[0], note=HOPE, note_for="other", on_bench=True)

    assert WISHES in bench(carol, circle).text


def test_switching_it_off_takes_wishes_and_notes_away_at_once(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    suggestion = wished(pair, at)
    note_wish(suggestion, by=pair[0], note=HOPE, note_for="curators", on_bench=True)
    report = reverse("staff:report", args=["wish", Wish.objects.get().pk])
    assert signed_in(carol).get(report).status_code == 200

    change(circle, carol, shows_wishes=False)

    page = bench(carol, circle).text
    assert (WISHES in page, HOPE in page) == (False, False)
    assert signed_in(carol).get(report).status_code == 404


def test_a_wish_taken_back_leaves_the_bench(circle: Circle, carol: User, pair: tuple[User, User], at: datetime) -> None:
    before = seen(carol, circle)

    take_back(wished(pair, at), by=pair[0])

    assert seen(carol, circle) == before


def test_a_wish_comes_first_and_needs_no_strong_reason(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    una, ole = make_user("Una"), make_user("Ole")
    for user in (una, ole):
        join(circle, user)
    low, high = sorted((una, ole), key=lambda user: user.pk)
    suggestion = Suggestion.objects.create(circle=circle, low=low, high=high, made_at=at, score=5)

    wish(suggestion, by=una, at=at, told=True)

    page = bench(carol, circle).text
    assert pairs_on(page)[0] == key_of(una, ole)
    assert "Una would like to meet Ole." in page


def test_approving_a_wish_is_an_introduction_by_hand_like_any(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    """Neither page nor mail of the other differs from those of an introduction without a wish."""
    mina, jonas = pair

    def approve() -> list[str]:
        press(carol, circle, "approve", people=[user.pk for user in pair], note="You both like baseball.")
        Prepared.objects.update(due_at=timezone.now())
        assert ask_due(at=timezone.now()) == 1
        ask = Answer.objects.get(user=jonas).introduction
        pages = [reverse("home"), reverse("introductions:detail", args=[ask.pk]), reverse("profiles:settings")]
        mails = list(OutboxMail.objects.filter(user=jonas).values_list("purpose", "payload"))
        texts = [masked(signed_in(jonas).get(page).text) for page in pages] + [str(mails)]
        # Not every database gives a number out again that was taken back.
        return [re.sub(r"\d+", "N", text) for text in texts]

    with transaction.atomic():
        by_hand = approve()
        transaction.set_rollback(True)
    wished(pair, at)
    note_wish(Suggestion.objects.get(), by=mina, note=HOPE, note_for="curators", on_bench=True)
    by_wish = approve()

    assert [one == other for one, other in zip(by_wish, by_hand, strict=True)] == [True] * 4
    assert HOPE not in "".join(by_wish)
    assert WISHES not in bench(carol, circle).text


def test_of_two_wishes_that_make_nothing_one_stands_there(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    """Else the bench would say that something is in the way."""
    suggestion = wished(pair, at)
    Profile.objects.filter(user=pair[0]).update(paused_at=at)
    before = seen(carol, circle)

    wish(suggestion, by=pair[1], at=at, told=True)
    note_wish(suggestion, by=pair[1], note="I wished, too.", note_for="curators", on_bench=True)

    assert Wish.objects.count() == 2
    assert seen(carol, circle) == before
    take_back(suggestion, by=pair[0])
    assert "would like to meet" not in bench(carol, circle).text.replace("whom members would like to meet", "")


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


def test_a_curator_reads_no_wish_about_themselves(at: datetime) -> None:
    """What it says of two it says to the other curators."""
    dora, mina, eve = make_user("Dora"), make_user("Mina"), make_user("Eve")
    for user in (dora, mina):
        add_trait(user, "interest", "#yankees")
    circle = refreshed_circle("marketing", [mina, *crowd(12)], curator=dora)
    join(circle, eve, role=Role.CURATOR)
    Circle.objects.update(shows_wishes=True)
    low, high = sorted((dora, mina), key=lambda user: user.pk)
    suggestion = Suggestion.objects.create(circle=circle, low=low, high=high, made_at=at, score=9)

    wish(suggestion, by=mina, at=at, told=True)

    assert ["Mina would like to meet Dora" in bench(user, circle).text for user in (dora, eve)] == [False, True]


def test_a_note_for_curators_is_reported_by_them(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    suggestion = wished(pair, at)
    note_wish(suggestion, by=pair[0], note=HOPE, note_for="curators", on_bench=True)
    url = reverse("staff:report", args=["wish", Wish.objects.get().pk])
    assert url in bench(carol, circle).text

    signed_in(carol).post(url, {"words": "Not kind."})

    assert list(Report.objects.values_list("quote", "about")) == [(HOPE, pair[0].pk)]
    assert [signed_in(user).get(url).status_code for user in (*pair, make_user())] == [404, 404, 404]


def test_bench_with_wishes_pins_its_queries(carol: User, at: datetime, django_assert_num_queries: Any) -> None:
    many = crowd(14, interest="#maps")
    circle = refreshed_circle("large", [*many, *crowd(50)], curator=carol)
    Circle.objects.update(shows_wishes=True)
    rows = [
        Suggestion(circle=circle, low=one, high=other, made_at=at, score=5)
        for one, other in zip(many[::2], many[1::2], strict=True)
    ]
    for row in Suggestion.objects.bulk_create(rows):
        Wish.objects.create(suggestion=row, user=row.low, at=at, bench="yes", note_for="curators", note=HOPE)
    client, url = signed_in(carol), reverse("bench:sitting", args=[circle.tag])
    assert client.get(url).text.count(HOPE) == 7

    with django_assert_num_queries(20):
        client.get(url)
