from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.circles.models import Circle
from apps.matching.choosing import PATIENCE
from apps.matching.models import Candidate, Suggestion
from apps.matching.services.following import refresh_person
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import dismiss, take_back, undo_dismissal, wish
from apps.matching.suggesting import show, suggestions_for, suggestions_for_many
from apps.profiles.models import ProfileTrait, User, Visibility
from tests.factories import add_trait, connect, join, make_circle, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle, shown, shown_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)])


def test_card_says_who_where_and_why(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair

    card = suggestions_for(mina, at=at)[0]

    assert (card.person, card.circle) == (jonas, circle)
    assert [reason.sentence for reason in card.reasons] == [
        "You went to high schools 2 miles apart, and both like #yankees"
    ]
    assert sorted(card.words) == ["#yankees", "2 miles apart"]
    assert (card.suggestion.low, card.suggestion.high, card.suggestion.made_at) == (mina, jonas, at)


def test_suggestion_is_kept_once_and_only_for_what_is_shown(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    first = suggestions_for(pair[0], at=at)[0].suggestion
    second = suggestions_for(pair[1], at=LATER)[0].suggestion

    assert first == second == Suggestion.objects.get()
    assert suggestions_for(circle.memberships.order_by("-pk")[0].user, at=at) == []


def test_nobody_is_suggested_more_often_than_once_and_no_more_than_three(at: datetime) -> None:
    mina = make_user("Mina")
    others = [make_user(f"Other {number}") for number in range(5)]
    for number, other in enumerate(others):
        for rare in range(number + 1):
            add_trait(other, "interest", f"#rare{number}{rare}")
            add_trait(mina, "interest", f"#rare{number}{rare}")
    people = [mina, *others, *crowd(30)]
    for tag in ("one", "two"):
        refreshed_circle(tag, people)

    assert shown_to(mina) == [others[4], others[3], others[2]]
    assert [card.person for card in suggestions_for(mina, at=at, limit=2)] == [others[4], others[3]]


def test_those_met_elsewhere_take_nobodys_place(
    circle: Circle, pair: tuple[User, User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina, jonas = pair
    monkeypatch.setattr("apps.matching.candidates.MOST_LOOKED_AT", 1)
    met = make_user("Met elsewhere")
    for user in (mina, met):
        for rare in range(3):
            add_trait(user, "interest", f"#rare{rare}")
    join(circle, met)
    connect(mina, met, circle=make_circle("elsewhere", members=[mina, met]))

    refresh_circle(circle.pk, at=at)

    assert Candidate.objects.current().of(met.pk).exists()
    assert shown_to(mina) == [jonas]


def test_pair_is_dropped_when_what_is_left_is_too_weak(circle: Circle, pair: tuple[User, User]) -> None:
    mina, jonas = pair
    for user in (mina, jonas):
        add_trait(user, "language", "English")
    ProfileTrait.objects.bulk_create(
        ProfileTrait(user=m.user, kind="language", topic=mina.traits.get(kind="language").topic)
        for m in circle.memberships.exclude(user__in=pair)
    )
    refresh_person(mina.pk, at=LATER)
    assert shown_to(mina) == [jonas]

    jonas.traits.exclude(kind="language").update(visibility=Visibility.HIDDEN)

    assert shown_to(mina) == []


def test_hidden_fact_never_reaches_a_card_again(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    jonas.traits.filter(kind="school").update(visibility=Visibility.HIDDEN)

    card = suggestions_for(mina, at=at)[0]

    assert [reason.sentence for reason in card.reasons] == ["You both like #yankees"]
    assert card.words == ["#yankees"]


def test_pair_rests_after_three_digests_until_there_is_something_new(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    for week in range(3):
        when = at + timedelta(days=7 * week)
        assert shown_to(mina, when) == [jonas]
        show(suggestions_for(mina, at=when), mina, "digest", when)
    late = at + PATIENCE

    assert shown_to(mina, late) == []
    assert shown_to(jonas, late) == [mina]

    for user in pair:
        add_trait(user, "employer", "Acme")
    refresh_person(mina.pk, at=late)
    assert shown_to(mina, late) == [jonas]
    assert "You both worked at Acme" in str(suggestions_for(mina, at=late)[0].reasons)
    assert shown_to(mina, late + timedelta(days=14)) == [jonas]
    assert shown_to(mina, late + PATIENCE) == []


def test_who_wished_waits_in_peace_and_the_other_sees_nothing_of_it(at: datetime) -> None:
    mina, jonas = golden_pair()
    weaker = make_user("Weaker")
    add_trait(weaker, "interest", "#yankees")
    refreshed_circle("marketing", [mina, jonas, weaker, *crowd(40)])
    assert shown_to(mina) == [jonas, weaker]
    card = next(c for c in suggestions_for(weaker, at=at) if c.person == mina)

    wish(card.suggestion, by=weaker, at=at)

    assert mina not in shown_to(weaker)
    assert shown_to(mina) == [jonas, weaker]


def test_two_wishes_make_the_introduction(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair

    assert wish(shown(mina, at).suggestion, by=mina, at=at) is None
    made = wish(shown(jonas, at).suggestion, by=jonas, at=LATER)

    assert made is not None
    assert (made.state, made.origin, made.circle) == ("made", "wish", circle)
    assert shown_to(mina) == shown_to(jonas) == []


def test_dismissal_is_taken_back(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    dismissal = dismiss(shown(mina, at).suggestion, by=mina, at=at)
    assert shown_to(mina) == []

    undo_dismissal(dismissal)

    assert shown_to(mina) == [jonas]


def test_wish_taken_back_puts_the_card_where_it_was(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    wish(shown(mina, at).suggestion, by=mina, at=at)
    assert shown_to(mina) == []

    take_back(Suggestion.objects.get(), by=mina)

    assert shown_to(mina) == [jonas]


def test_many_at_once_get_what_each_gets_alone(at: datetime, django_assert_max_num_queries: Any) -> None:
    people = crowd(10, interest="#maps") + crowd(10, interest="#bees")
    for user in people:
        add_trait(user, "language", "Danish" if user.pk % 2 else "Dutch")
    refreshed_circle("marketing", [*people, *crowd(150)])
    alone = {user.pk: suggestions_for(user, at=at) for user in people}

    with django_assert_max_num_queries(6 * len(people)):
        assert suggestions_for_many(people, at=at) == alone
    assert all(len(cards) == 3 for cards in alone.values())


def test_suggestions_for_one_take_few_queries(
    circle: Circle, pair: tuple[User, User], at: datetime, django_assert_num_queries: Any
) -> None:
    show(suggestions_for(pair[0], at=at), pair[0], "home", at)

    with django_assert_num_queries(23):
        show(suggestions_for(pair[0], at=at), pair[0], "home", at)
