"""What a network's own ties say about the order of people, and who is put first by it."""

from datetime import datetime, timedelta
from random import Random

import numpy as np
import pytest

from apps.circles.models import Circle
from apps.matching import sampling, tasks
from apps.matching.candidates import candidates_of
from apps.matching.engine import DEFAULTS
from apps.matching.engine.ranking.strengths import FAMILIES, Family
from apps.matching.engine.ranking.weights import SHIPPED
from apps.matching.models import Candidate, Weighing
from apps.matching.services.following import refresh_person
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.weighing import KEPT, learn_weights
from apps.matching.statistics import statistics_now
from apps.profiles.models import User
from tests.factories import add_trait, connect, make_circle, make_user

pytestmark = pytest.mark.django_db
PLACES = ("score", "worth_low", "worth_high")


def town(*, people: int = 90, groups: int = 6) -> Circle:
    """Who says the same know each other, by half."""
    lot = Random(5)
    here = [make_user(f"Person {number}") for number in range(people)]
    circle = make_circle("town", members=here)
    for number, user in enumerate(here):
        add_trait(user, "interest", f"group {number % groups}")
    for one in range(people):
        for other in range(one + 1, people):
            if one % groups == other % groups and lot.random() < 0.5:
                connect(here[one], here[other], circle=circle)
    return circle


def weighing(at: datetime, **weights: float) -> Weighing:
    """Of these families, for everybody."""
    row = [0.0] * FAMILIES
    for name, weight in weights.items():
        row[Family[name]] = weight
    given = {"strong": [1.0] * FAMILIES, "newcomers": row, "connected": row, "figures": {}}
    return Weighing.objects.create(on=at.date(), version=Weighing.VERSION, **given)


def first_for(user: User) -> list[int]:
    pairs = [found.pair for found in candidates_of([user.pk])[0][user.pk]]
    return [pair.high_id if pair.low_id == user.pk else pair.low_id for pair in pairs]


@pytest.fixture
def sides() -> tuple[User, User, User]:
    """Ana shares more with Ben; she and Cleo know the same person."""
    ana, ben, cleo, between = (make_user(name) for name in ("Ana", "Ben", "Cleo", "Between"))
    circle = make_circle("sides", members=[ana, ben, cleo, between, *(make_user(f"X{number}") for number in range(9))])
    for topic in ("#yankees", "#chess", "#quilts"):
        for user in (ana, ben):
            add_trait(user, "interest", topic)
    for user in (ana, cleo):
        connect(user, between, circle=circle)
    return ana, ben, cleo


def test_who_comes_first_goes_by_the_weights_in_use(sides: tuple[User, User, User], at: datetime) -> None:
    ana, ben, cleo = sides
    circle = Circle.objects.get()

    weighing(at, SHARED=1.0)
    refresh_circle(circle.pk, at=at)
    by_facts = first_for(ana)
    weighing(at + timedelta(days=1), ACQUAINTANCES=100.0)
    refresh_circle(circle.pk, at=at)

    assert by_facts == [ben.pk, cleo.pk]
    assert first_for(ana) == [cleo.pk, ben.pk]


def test_weights_of_another_version_do_not_count(at: datetime) -> None:
    weighing(at, SHARED=1.0)
    Weighing.objects.update(version=Weighing.VERSION + 1)

    assert Weighing.objects.order_now() is SHIPPED


def test_weights_are_learned_with_their_date_and_figures(at: datetime) -> None:
    town()

    row = learn_weights(at=at)

    assert row is not None
    assert (row.on, row.version, len(row.connected)) == (at.date(), Weighing.VERSION, FAMILIES)
    figures = row.figures["connected"]
    assert figures["people"] >= 80
    assert 0.1 < figures["shipped"] <= figures["gain"] <= 1
    order = Weighing.objects.order_now()
    assert order.connected.tolist() == row.connected
    assert np.allclose(order.scale.strong, row.strong)


def test_learning_again_within_a_week_changes_nothing_and_after_it_says_the_same(at: datetime) -> None:
    town()
    first = learn_weights(at=at)
    assert first is not None

    assert learn_weights(at=at + timedelta(days=6)) is None
    tasks.learn_weights()  # long after
    assert Weighing.objects.count() == 2
    Weighing.objects.exclude(pk=first.pk).delete()
    later = learn_weights(at=at + timedelta(days=7))

    assert later is not None
    assert later.on == at.date() + timedelta(days=7)


def test_of_a_few_nothing_is_learned(at: datetime) -> None:
    town(people=20)

    assert learn_weights(at=at) is None
    assert not Weighing.objects.exists()


def test_nobody_has_anything_to_learn_from(at: datetime) -> None:
    assert learn_weights(at=at) is None


def test_older_ones_are_forgotten(at: datetime) -> None:
    for day in range(KEPT + 3):
        weighing(at - timedelta(days=30 + day), SHARED=1.0)
    town()

    learn_weights(at=at)

    assert Weighing.objects.count() == KEPT
    assert Weighing.objects.in_use()[0].on == at.date()


def test_circles_stand_side_by_side_and_of_a_large_one_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "LEARNED_FROM", 30)
    town(people=40)
    one, other = make_user("One"), make_user("Other")
    make_circle("small", members=[one, other])
    for user in (one, other):
        add_trait(user, "interest", "group 0")

    found = [network for seed in range(9) if (network := sampling.sampled_network(statistics_now(), seed=seed))]

    assert {network.size for network in found} != {found[0].size}
    for network in found:
        assert network.circle is not None
        assert np.array_equal(network.circle[network.ties[:, 0]], network.circle[network.ties[:, 1]])
        columns = network.holds.tocsc()
        for column in range(columns.shape[1]):
            holders = columns.indices[columns.indptr[column] : columns.indptr[column + 1]]
            assert len(set(network.circle[holders].tolist())) <= 1


def test_who_everybody_would_like_to_meet_comes_first_for_a_few_only(at: datetime) -> None:
    """Also after one change."""
    liked, others = make_user("Liked"), [make_user(f"Person {number}") for number in range(20)]
    circle = make_circle("all", members=[liked, *others])
    for user in others:
        for topic in ("#one", "#two", user.profile.name):
            add_trait(user, "interest", topic)
        add_trait(liked, "interest", user.profile.name)
    add_trait(liked, "interest", "#one")
    refresh_circle(circle.pk, at=at)
    rows = Candidate.objects.current().of(liked.pk)

    assert (rows.count(), rows.filter(first=True).count()) == (20, DEFAULTS.first)
    refresh_person(liked.pk, at=at)
    assert (rows.count(), rows.filter(first=True).count()) == (20, DEFAULTS.first)


def test_one_change_gives_the_places_that_a_whole_refresh_gives(at: datetime) -> None:
    people = [make_user(f"Person {number}") for number in range(14)]
    circle = make_circle("all", members=people)
    for number, user in enumerate(people):
        for step in range(1, 5):
            add_trait(user, "interest", f"topic {step} {number // step}")
    refresh_circle(circle.pk, at=at)
    add_trait(people[0], "interest", "topic 2 4")

    refresh_person(people[0].pk, at=at)

    rows = Candidate.objects.current().of(people[0].pk).order_by("low_id", "high_id")
    found = list(rows.values_list("low_id", "high_id", *PLACES))
    refresh_circle(circle.pk, at=at)
    assert found == list(rows.values_list("low_id", "high_id", *PLACES))
    assert len(found) == 5


def test_people_of_a_part_of_a_large_circle_have_all_that_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "LEARNED_FROM", 12)
    monkeypatch.setattr(sampling, "BEGUN_WITH", 3)
    people = [make_user(f"P{number}") for number in range(30)]
    circle = make_circle("large", members=people)
    for number, user in enumerate(people):
        add_trait(user, "interest", f"#g{number % 10}")
    for number in range(20):
        connect(people[number], people[number + 10], circle=circle)

    found = sampling.sampled_network(statistics_now(), seed=1)

    assert found is not None
    assert found.size == 12
    assert (found.holds.sum(axis=1) == 1).all()
    assert len(found.ties) >= 6
