"""A wish moves the pair to the front of the other's next suggestions, and does nothing else that anybody could see."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Cadence, Circle, Glad
from apps.circles.services.gladness import rest
from apps.introductions.services.letting_come import let_come
from apps.matching import coming
from apps.matching.choosing import EVERY
from apps.matching.models import Candidate, Dismissal, Suggestion, Wish
from apps.matching.services.parting import part
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import take_back, wish
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import Block, Profile, User
from tests.circles.visits import masked, signed_in
from tests.factories import add_trait, join, make_user
from tests.matching.scenes import crowd, refreshed_circle, shown_to

pytestmark = pytest.mark.django_db


Home = tuple[list[str], str, int, dict[str, str]]


class Place(NamedTuple):
    circle: Circle
    yara: User
    strong: list[User]  # three who fit on Yara's page
    dana: User  # and who comes after them
    carol: User


def make_place(at: datetime) -> Place:
    yara, dana, carol = make_user("Yara"), make_user("Dana"), make_user("Carol")
    strong = [make_user(name) for name in ("Ada", "Ben", "Cleo")]
    for number, user in enumerate(strong):
        for what in (f"#one{number}", f"#two{number}"):
            add_trait(yara, "interest", what)
            add_trait(user, "interest", what)
    for user in (yara, dana):
        add_trait(user, "interest", "#weak")
    circle = refreshed_circle("marketing", [yara, *strong, dana, *crowd(20)], curator=carol, at=at)
    let_come(yara, suggestions=3, at=at)
    return Place(circle, yara, strong, dana, carol)


@pytest.fixture
def place(at: datetime) -> Place:
    return make_place(at)


def wish_for_yara(place: Place, at: datetime, who: User | None = None) -> Suggestion:
    wisher = who or place.dana
    card = next(card for card in suggestions_for(wisher, at=at) if card.person == place.yara)
    show([card], wisher, "home", at)
    wish(card.suggestion, by=wisher, at=at)
    return card.suggestion


def put_before(user: User, at: datetime) -> list[User]:
    cards = suggestions_for(user, at=at)
    show(cards, user, "home", at)
    return [card.person for card in cards]


def test_who_wished_comes_next_in_the_order_of_strength(place: Place, at: datetime) -> None:
    assert shown_to(place.yara, at) == place.strong

    wish_for_yara(place, at)

    assert shown_to(place.yara, at) == [*place.strong[:2], place.dana]


def test_a_wish_takes_away_no_card_that_lies_there(place: Place, at: datetime) -> None:
    put_before(place.yara, at)

    wish_for_yara(place, at)

    assert shown_to(place.yara, at) == place.strong


def test_a_wish_waits_for_the_cadence_and_comes_then(place: Place, at: datetime) -> None:
    put_before(place.yara, at)
    wish_for_yara(place, at)
    Dismissal.objects.create(user=place.yara, other=place.strong[0], at=at)
    Dismissal.objects.create(user=place.yara, other=place.strong[1], at=at)
    for number in (7, 8):
        user = make_user(f"Newcomer {number}")
        for what in (f"#one{number}", f"#two{number}", f"#three{number}"):
            add_trait(place.yara, "interest", what)
            add_trait(user, "interest", what)
        join(place.circle, user, at=at)
    refresh_circle(place.circle.pk, at=at)
    due = at + EVERY[Cadence.WEEK]

    assert shown_to(place.yara, due - timedelta(minutes=1)) == [place.strong[2]]
    assert place.dana in shown_to(place.yara, due)


def test_a_wish_that_was_taken_back_moves_nothing(place: Place, at: datetime) -> None:
    take_back(wish_for_yara(place, at), by=place.dana)

    assert shown_to(place.yara, at) == place.strong


def test_one_wish_at_a_time(place: Place, at: datetime) -> None:
    erin = make_user("Erin")
    add_trait(erin, "interest", "#weak")
    join(place.circle, erin, at=at)
    refresh_circle(place.circle.pk, at=at)
    wish_for_yara(place, at, erin)
    wish_for_yara(place, at + timedelta(minutes=1))

    assert shown_to(place.yara, at) == [*place.strong[:2], erin]


def do_pause(place: Place, at: datetime) -> None:
    Profile.objects.filter(user=place.dana).update(paused_at=at)


def do_rest(place: Place, at: datetime) -> None:
    rest(place.circle.memberships.get(user=place.dana), at=at)
    assert Glad.objects.resting().exists()


def do_block(place: Place, at: datetime) -> None:
    Block.objects.create(blocker=place.dana, blocked=place.yara, since=at)


def be_kept_apart(place: Place, at: datetime) -> None:
    part(place.circle, [place.dana, place.yara], by=place.carol, at=at)


def do_pass_over(place: Place, at: datetime) -> None:
    Dismissal.objects.create(user=place.dana, other=place.yara, at=at)


def be_passed_over(place: Place, at: datetime) -> None:
    Dismissal.objects.create(user=place.yara, other=place.dana, at=at)


def be_suspended(place: Place, at: datetime) -> None:
    User.objects.filter(pk=place.dana.pk).update(suspended_at=at)


def take_off_the_fact(place: Place, at: datetime) -> None:
    place.dana.traits.all().delete()


def close_the_circle_of_the_wish(place: Place, at: datetime) -> None:
    """Another, in which both are, offers the pair still."""
    both = [place.yara, place.dana, *place.strong]
    refreshed_circle("elsewhere", [*both, *crowd(20)], at=at)
    Circle.objects.filter(pk=place.circle.pk).update(closed_at=at)


@pytest.mark.parametrize(
    "sealed",
    [
        do_pause,
        do_rest,
        do_block,
        be_kept_apart,
        do_pass_over,
        be_passed_over,
        be_suspended,
        take_off_the_fact,
        close_the_circle_of_the_wish,
    ],
)
def test_a_wish_brings_nobody_whom_the_other_would_not_be_shown(
    sealed: Callable[[Place, datetime], None], place: Place, at: datetime
) -> None:
    wish_for_yara(place, at)

    sealed(place, at)

    assert shown_to(place.yara, at) == place.strong


# What Yara and third parties see, with a wish, by lot, and with neither.


def what_others_see(place: Place) -> dict[str, str]:
    """All but Yara's cards; the numbers in their addresses, which are given out as they are shown, are masked."""
    pages = {
        "bench": signed_in(place.carol).get(reverse("bench:sitting", args=[place.circle.tag])).text,
        "settings": signed_in(place.yara).get(reverse("profiles:settings")).text,
        "circle": signed_in(place.yara).get(reverse("circles:detail", args=[place.circle.tag])).text,
        "dana": signed_in(place.yara).get(reverse("profiles:person", args=[place.dana.pk])).text,
        "ada": signed_in(place.strong[0]).get(reverse("home")).text,
        "cleo": signed_in(place.strong[2]).get(reverse("home")).text,
    }
    scores = Candidate.objects.order_by("low_id", "high_id").values_list("low_id", "high_id", "score", "evidence")
    return {name: numberless(page) for name, page in pages.items()} | {"scores": str(list(scores))}


def numberless(page: str) -> str:
    return re.sub(r"(suggestion|rest)s?[-/]\d+", r"\1-N", masked(page))


def home_of(user: User) -> Home:
    """The cards, what stands around them, how many queries it took, and the headers."""
    client = signed_in(user)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("home"))
    page = numberless(response.text)
    cards = re.findall(r'<article class="letter small-sheet.*?</article>', page, re.DOTALL)
    around = re.sub(r'<article class="letter small-sheet.*?</article>', "", page, flags=re.DOTALL)
    headers = {name: re.sub(r"nonce-[^']+", "nonce", value) for name, value in response.headers.items()}
    headers = {
        name: value
        for name, value in headers.items()
        if name.lower() not in {"expires", "x-request-id", "content-length"}
    }
    return cards, around, len(queries), headers


def in_a_world(place: Place, before: Callable[[], object]) -> tuple[dict[str, str], Home]:
    """What is seen after it happened; then it is undone."""
    with transaction.atomic():
        before()
        seen = what_others_see(place), home_of(place.yara)
        transaction.set_rollback(True)
    return seen


def test_nothing_but_the_last_card_tells_of_a_wish(at: datetime) -> None:
    now = timezone.now()
    place = make_place(now)

    plain, (cards, around, _queries, headers) = in_a_world(place, lambda: put_before(place.dana, now))
    wished, (others, around_them, _more, their_headers) = in_a_world(place, lambda: wish_for_yara(place, now))

    assert wished == plain
    assert (around_them, their_headers, len(others)) == (around, headers, len(cards))
    assert ("Cleo" in cards[2], "Dana" in others[2], others[:2]) == (True, True, cards[:2])


def test_a_wish_looks_like_the_lot_to_the_last_query(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    place = make_place(now)
    wished = in_a_world(place, lambda: wish_for_yara(place, now))
    monkeypatch.setattr(coming, "ONE_IN", 1)

    by_lot = in_a_world(place, lambda: put_before(place.dana, now))

    assert "Dana" in by_lot[1][0][2]
    assert not Wish.objects.exists()
    assert by_lot[0] == wished[0]
    for one, other in zip(by_lot[1], wished[1], strict=True):
        assert one == other
