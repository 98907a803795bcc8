"""Wishes on the bench: where a circle says so, and its members know."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.bench.models import Prepared
from apps.bench.services.asking import ask_due
from apps.circles.models import Circle, Role
from apps.introductions.models import Answer
from apps.mail.models import OutboxMail
from apps.matching.models import Suggestion, Wish
from apps.matching.services.noting import note_wish
from apps.matching.services.wishing import take_back, wish
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import Profile, User
from apps.staff.models import Report
from tests.bench.pages import bench, key_of, pairs_on, press, seen
from tests.circles.visits import change, masked, signed_in
from tests.factories import add_trait, join, make_user
from tests.matching.scenes import crowd, refreshed_circle

pytestmark = pytest.mark.django_db
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
