"""What a newcomer is offered and told of the others: only what several show to them."""

import pytest

from apps.circles.models import Circle
from apps.circles.shown_here import facts_to_tap, first_coincidence, kinds_shown
from apps.profiles.models import Topic, User, Visibility
from apps.profiles.services.blocking import block
from tests.factories import AT, add_trait, join, make_circle, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(circle: Circle) -> User:
    ana = make_user("Ana")
    join(circle, ana)
    return ana


def holders(circle: Circle, count: int, kind: str, name: str, **fields: str) -> list[User]:
    people = [make_user() for _ in range(count)]
    for user in people:
        join(circle, user)
        add_trait(user, kind, name, **fields)
    return people


def names(circle: Circle, reader: User) -> list[str]:
    return [one.topic.label for one in facts_to_tap(circle, reader)]


def test_what_three_show_is_offered_and_what_most_show_comes_first(circle: Circle, ana: User) -> None:
    holders(circle, 3, "interest", "bees")
    holders(circle, 4, "team", "Yankees")
    holders(circle, 2, "interest", "CANARY of two")
    holders(circle, 3, "school", "Truman High")

    assert names(circle, ana) == ["Yankees", "#bees"]
    add_trait(ana, "team", "Yankees")
    assert names(circle, ana) == ["#bees"]


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.INTRODUCED])
def test_what_the_third_does_not_show_is_not_offered(circle: Circle, ana: User, visibility: str) -> None:
    holders(circle, 2, "interest", "CANARY")
    holders(circle, 1, "interest", "CANARY", visibility=visibility)

    assert names(circle, ana) == []


def test_others_elsewhere_the_blocked_and_the_suspended_do_not_count(circle: Circle, ana: User) -> None:
    people = holders(circle, 3, "interest", "bees")
    elsewhere = make_circle("elsewhere", members=[ana])
    holders(elsewhere, 3, "interest", "maps")
    assert names(circle, ana) == ["#bees"]

    block(people[0], ana, at=AT)
    assert names(circle, ana) == []

    holders(circle, 1, "interest", "bees")
    assert names(circle, ana) == ["#bees"]
    User.objects.filter(pk=people[1].pk).update(suspended_at=AT)
    assert names(circle, ana) == []


def test_a_sentence_speaks_of_five_and_of_the_rarest(circle: Circle, ana: User) -> None:
    holders(circle, 4, "interest", "bees")
    holders(circle, 6, "interest", "maps")
    topics = list(Topic.objects.order_by("folded"))
    assert first_coincidence(circle, ana, topics) == "Six people here show #maps too."

    holders(circle, 1, "interest", "bees", visibility=Visibility.HIDDEN)
    assert first_coincidence(circle, ana, topics) == "Six people here show #maps too."

    holders(circle, 1, "interest", "bees")
    assert first_coincidence(circle, ana, topics) == "Five people here show #bees too."
    assert first_coincidence(circle, ana, []) == ""


def test_a_kind_is_spoken_of_when_five_others_show_it(circle: Circle, ana: User) -> None:
    for number in range(4):
        holders(circle, 1, "school", f"School {number}")
    add_trait(ana, "school", "Mine")
    assert kinds_shown(circle, ana) == set()

    holders(circle, 1, "school", "Hidden", visibility=Visibility.HIDDEN)
    assert kinds_shown(circle, ana) == set()

    holders(circle, 1, "school", "School 9")
    assert kinds_shown(circle, ana) == {"school"}


def test_what_nobody_could_say_of_themselves_is_not_offered(circle: Circle, ana: User) -> None:
    holders(circle, 3, "interest", "bees")
    holders(circle, 4, "interest", "buy.example")

    assert names(circle, ana) == ["#bees"]
