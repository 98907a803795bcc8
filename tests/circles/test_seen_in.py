"""A fact that not all of one's circles see."""

from datetime import datetime
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles import exports
from apps.circles.models import Circle, FactException, open_in
from apps.circles.services.leaving import leave
from apps.circles.services.showing import show_in
from apps.circles.shown_here import facts_to_tap
from apps.circles.views import seen
from apps.matching.models import Candidate
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import suggestions_for
from apps.profiles import facts
from apps.profiles.models import Change, ProfileTrait, Reach, User
from tests.factories import add_trait, connect, join, make_circle, make_user
from tests.matching.scenes import crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom() -> User:
    return make_user("Tom")


@pytest.fixture
def choir(tom: User) -> Circle:
    return make_circle("choir", members=[tom])


@pytest.fixture
def runners(tom: User) -> Circle:
    return make_circle("runners", members=[tom])


@pytest.fixture
def fact(tom: User) -> ProfileTrait:
    return add_trait(tom, "interest", "#canary")


def sees(reader: User, tom: User) -> bool:
    return ProfileTrait.objects.visible_to(reader).filter(user=tom).exists()


def in_circles(*circles: Circle) -> User:
    reader = make_user("Reader")
    for circle in circles:
        join(circle, reader)
    return reader


@pytest.mark.parametrize(("in_choir", "in_runners", "later"), list(product((False, True), repeat=3)))
def test_who_sees_a_fact_follows_what_was_ticked(
    in_choir: bool, in_runners: bool, later: bool, tom: User, choir: Circle, runners: Circle, fact: ProfileTrait,
    at: datetime,
) -> None:  # fmt: skip
    show_in(fact, [c for c, ticked in ((choir, in_choir), (runners, in_runners)) if ticked], later=later, at=at)
    chess = make_circle("chess", members=[tom])

    assert sees(in_circles(choir), tom) == in_choir
    assert sees(in_circles(runners), tom) == in_runners
    assert sees(in_circles(chess), tom) == later
    assert sees(in_circles(choir, runners), tom) == (in_choir or in_runners)
    assert not sees(make_user("Stranger"), tom)
    for circle, ticked in ((choir, in_choir), (runners, in_runners), (chess, later)):
        assert open_in(tom.traits.all(), circle).exists() == ticked


def test_a_circle_that_only_the_reader_is_in_opens_nothing(
    tom: User, choir: Circle, runners: Circle, fact: ProfileTrait, at: datetime
) -> None:
    show_in(fact, [runners], later=False, at=at)
    reader = in_circles(choir, runners)
    runners.memberships.filter(user=tom).delete()

    assert not sees(reader, tom)


def test_people_one_has_met_are_an_audience_of_their_own(
    tom: User, choir: Circle, fact: ProfileTrait, at: datetime
) -> None:
    reader = in_circles(choir)
    show_in(fact, [], later=True, at=at)
    assert not sees(reader, tom)

    connect(reader, tom)

    assert sees(reader, tom)


@pytest.mark.parametrize("visibility", ["introduced", "hidden"])
def test_an_exception_never_opens_what_circles_do_not_see(
    visibility: str, tom: User, choir: Circle, fact: ProfileTrait, at: datetime
) -> None:
    show_in(fact, [choir], later=False, at=at)

    tom.traits.update(visibility=visibility)

    assert not sees(in_circles(choir), tom)
    assert not open_in(tom.traits.all(), choir).exists()


def test_leaving_and_coming_back_reveals_nothing(
    tom: User, choir: Circle, runners: Circle, fact: ProfileTrait, at: datetime
) -> None:
    show_in(fact, [runners], later=True, at=at)
    leave(choir, user=tom, at=at)
    show_in(fact, [runners], later=True, at=at)  # says it again while away

    join(choir, tom)

    assert not sees(in_circles(choir), tom)


def test_suggestions_of_a_circle_rest_on_what_that_circle_sees(choir: Circle, runners: Circle, at: datetime) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    for user in (mina, jonas):
        trait = add_trait(user, "interest", "#canary")
        join(choir, user)
        join(runners, user)
    for circle in (choir, runners):
        for user in crowd(12):
            join(circle, user)
    show_in(trait, [runners], later=True, at=at)
    for circle in (choir, runners):
        refresh_circle(circle.pk, at=at)

    found = Candidate.objects.current().filter(low_id=mina.pk, high_id=jonas.pk)

    assert list(found.values_list("circle_id", flat=True)) == [runners.pk]


def test_a_suggestion_made_already_loses_its_reason_with_the_next_request(choir: Circle, at: datetime) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    for user in (mina, jonas):
        trait = add_trait(user, "interest", "#canary")
        join(choir, user)
    for user in crowd(12):
        join(choir, user)
    refresh_circle(choir.pk, at=at)
    assert [card.person for card in suggestions_for(mina, at=at)] == [jonas]

    show_in(trait, [], later=True, at=at)

    assert suggestions_for(mina, at=at) == []


def test_facts_to_tap_are_counted_where_they_are_seen(choir: Circle, at: datetime) -> None:
    holders = [make_user(f"Holder {number}") for number in range(3)]
    traits = [add_trait(user, "interest", "#canary") for user in holders]
    for user in holders:
        join(choir, user)
    newcomer = in_circles(choir)
    assert [common.topic for common in facts_to_tap(choir, newcomer)] == [traits[0].topic]

    show_in(traits[0], [], later=True, at=at)

    assert facts_to_tap(choir, newcomer) == []


def test_the_page_says_which_circles_see_it(
    client: Client, tom: User, choir: Circle, runners: Circle, fact: ProfileTrait
) -> None:
    client.force_login(tom)
    address = reverse("circles:seen_in", args=[fact.pk])
    assert f'href="{address}"' in client.get(reverse("profiles:edit")).content.decode()
    shown = client.get(address).content.decode()
    assert (shown.count("checked"), 'aria-current="true">You' in shown, shown.count("aria-current")) == (3, True, 1)

    page = client.post(address, {"circles": [runners.pk], "later": "on"}, follow=True).content.decode()

    assert "some circles" in page
    assert [row.circle for row in FactException.objects.all()] == [choir]
    assert Change.objects.filter(user_id=tom.pk).exists()
    assert client.get(address).content.decode().count("checked") == 2


def test_nothing_ticked_is_answered_by_a_sentence(client: Client, tom: User, choir: Circle, fact: ProfileTrait) -> None:
    client.force_login(tom)

    response = client.post(reverse("circles:seen_in", args=[fact.pk]), {})

    assert response.status_code == 422
    assert "Tick a circle." in response.content.decode()
    assert tom.traits.get().reach == Reach.ALL


def test_a_fact_that_is_taken_off_at_that_very_moment_gets_a_sentence(
    client: Client, tom: User, choir: Circle, fact: ProfileTrait, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(tom)

    def too_late(trait: ProfileTrait, *circles: Any, **said: Any) -> ProfileTrait:
        ProfileTrait.objects.all().delete()
        return show_in(trait, *circles, **said)

    monkeypatch.setattr(seen, "show_in", too_late)

    response = client.post(reverse("circles:seen_in", args=[fact.pk]), {"later": "on"}, follow=True)

    assert response.status_code == 200
    assert "This fact is not on your page any more. Add it again if you miss it." in response.content.decode()
    assert "Kept. It takes effect" not in response.content.decode()


def test_only_ones_own_circles_can_be_named(client: Client, tom: User, choir: Circle, fact: ProfileTrait) -> None:
    client.force_login(tom)
    theirs = make_circle("theirs")

    response = client.post(reverse("circles:seen_in", args=[fact.pk]), {"circles": [theirs.pk], "later": "on"})

    assert response.status_code == 422
    assert not FactException.objects.exists()


def test_undo_brings_a_fact_back_to_the_circles_that_saw_it(
    client: Client, tom: User, choir: Circle, runners: Circle, fact: ProfileTrait, at: datetime
) -> None:
    client.force_login(tom)
    show_in(fact, [runners], later=False, at=at)
    removed = client.post(reverse("profiles:remove_trait", args=[fact.pk]), follow=True).content.decode()
    assert f'name="exceptions" value="only:{runners.pk}"' in removed

    form = {"name": "#canary", "kind": "interest", "visibility": "circle_mates", "exceptions": f"only:{runners.pk}"}
    client.post(reverse("profiles:add_trait"), form)

    assert [sees(in_circles(circle), tom) for circle in (choir, runners)] == [False, True]


def test_somebody_elses_circle_in_an_undo_counts_for_nothing(
    client: Client, tom: User, choir: Circle, at: datetime
) -> None:
    client.force_login(tom)
    theirs = make_circle("theirs")
    form = {"name": "#canary", "kind": "interest", "visibility": "circle_mates"}

    client.post(reverse("profiles:add_trait"), form | {"exceptions": f"only:{theirs.pk},{'9' * 18}"})

    assert (tom.traits.get().reach, FactException.objects.count()) == ("only", 0)


def test_one_looks_at_ones_page_with_the_eyes_of_each_circle(
    client: Client, tom: User, choir: Circle, runners: Circle, fact: ProfileTrait, at: datetime
) -> None:
    client.force_login(tom)
    page = reverse("profiles:person", args=[tom.pk])
    assert "#choir" not in client.get(page).content.decode()
    show_in(fact, [runners], later=True, at=at)

    seen = {key: "#canary" in client.get(page, {"as": key}).content.decode() for key in ("", "in-choir", "in-runners")}

    assert seen == {"": False, "in-choir": False, "in-runners": True}
    assert [lens.key for lens in facts.lenses(tom)] == ["circle", "in-choir", "in-runners", "met"]


def test_the_export_names_the_circles(tom: User, choir: Circle, fact: ProfileTrait, at: datetime) -> None:
    show_in(fact, [], later=True, at=at)

    assert exports.export(tom)["facts_by_circle"] == [
        {"fact": "canary", "kind": "interest", "in_circles": "except", "circle": "choir"}
    ]
