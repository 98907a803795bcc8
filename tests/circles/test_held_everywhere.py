"""While somebody is held, whatever asks who is in the circle leaves them out. Let in, all is as it was."""

from datetime import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle, JoinRequest, Membership
from apps.circles.services import holding
from apps.circles.services.joining import ask_to_join
from apps.circles.shown_here import facts_to_tap
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import CannotIntroduce, introduce
from apps.matching.models import Showing, Suggestion
from apps.matching.statistics import members
from apps.profiles.models import Profile, ProfileTrait, User
from apps.profiles.recognition import recognised
from tests.circles.visits import page, signed_in
from tests.factories import add_trait, join, make_circle, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(circle: Circle, mina: User, david: User, at: datetime) -> User:
    """A member of long standing with a bit of everything, who then takes another's name."""
    tom = make_user("Tom")
    join(circle, tom)
    join(circle, make_user("Una"))
    add_trait(tom, "interest", "#maps")
    add_trait(tom, "interest", "#bees", reach="except")
    introduce(circle, [tom, mina], by=david, note="Meet.", at=at)
    low, high = sorted((tom, mina), key=lambda user: user.pk)
    suggestion = Suggestion.objects.create(circle=circle, low=low, high=high, made_at=at, score=5.0)
    for user in (tom, mina):
        Showing.objects.create(suggestion=suggestion, user=user, place="home", first_at=at, last_at=at)
    return tom


def seen(tom: User, mina: User, david: User, circle: Circle) -> dict[str, bool]:
    """What each place that reads who is in a circle makes of Tom."""
    return {
        "circles of his": Circle.objects.visible_to(tom).exists(),
        "page for a mate": Profile.objects.visible_to(mina).filter(user=tom).exists(),
        "page of a mate": Profile.objects.visible_to(tom).filter(user=mina).exists(),
        "member list": Membership.objects.visible_to(mina).filter(user=tom).exists(),
        "curator's list": Membership.objects.visible_to(david).filter(user=tom).exists(),
        "facts": ProfileTrait.objects.visible_to(mina).filter(user=tom, reach="all").exists(),
        "facts with exceptions": ProfileTrait.objects.visible_to(mina).filter(user=tom, reach="except").exists(),
        "ask of his": Introduction.objects.visible_to(tom).exists(),
        "ask of the other": Introduction.objects.visible_to(mina).exists(),
        "suggestion to him": Suggestion.objects.visible_to(tom).exists(),
        "suggestion of him": Suggestion.objects.visible_to(mina).exists(),
        "the engine": members().filter(circle=circle, user=tom).exists(),
        "recognised": recognised([tom.email], mina).exists(),
        "page of the circle": "People here" in page(tom, "detail", circle.tag),
        "name on the circle's page": tom.profile.name in page(mina, "detail", circle.tag),
        "offered to be introduced": f'value="{tom.pk}"' in page_to_introduce(david, circle),
        "circles on the home page": "Your circles" in signed_in(tom).get(reverse("home")).text,
    }


def page_to_introduce(david: User, circle: Circle) -> str:
    return signed_in(david).get(reverse("bench:introduce", args=[circle.tag])).text


def test_a_held_person_is_in_nothing_and_comes_back_to_all_of_it(
    circle: Circle, mina: User, david: User, tom: User, at: datetime
) -> None:
    before = seen(tom, mina, david, circle)
    held = holding.hold(Membership.objects.get(user=tom), formerly="Thomas", at=at)
    meanwhile = seen(tom, mina, david, circle)
    holding.let_in(held, by=david, at=at)

    assert {place for place, is_there in before.items() if not is_there} == set()
    assert {place for place, is_there in meanwhile.items() if is_there} == set()
    assert seen(tom, mina, david, circle) == before


def test_no_yes_makes_an_introduction_with_somebody_held(
    circle: Circle, mina: User, david: User, tom: User, at: datetime
) -> None:
    ask = Introduction.objects.get()
    answer(ask, user=tom, value="yes", at=at)
    holding.hold(Membership.objects.get(user=tom), formerly="", at=at)

    answered = answer(ask, user=mina, value="yes", at=at)

    assert answered.state == Introduction.State.ASKED
    with pytest.raises(CannotIntroduce):
        introduce(circle, [tom, make_user()], by=david, note="Meet.", at=at)


def test_turning_away_ends_what_leaving_ends(circle: Circle, david: User, tom: User, at: datetime) -> None:
    held = holding.hold(Membership.objects.get(user=tom), formerly="", at=at)

    holding.turn_away(held, by=david, at=at)

    assert Introduction.objects.get().state == Introduction.State.NOT_MADE


def test_their_facts_are_not_counted(circle: Circle, mina: User, tom: User, at: datetime) -> None:
    for _ in range(2):
        mate = make_user()
        join(circle, mate)
        add_trait(mate, "interest", "#maps")
    offered = [one.topic.name for one in facts_to_tap(circle, mina)]

    holding.hold(Membership.objects.get(user=tom), formerly="", at=at)

    assert (offered, facts_to_tap(circle, mina)) == (["maps"], [])


def test_a_request_to_join_does_not_come_beside(circle: Circle, tom: User, at: datetime) -> None:
    Circle.objects.filter(pk=circle.pk).update(join_policy="request")
    holding.hold(Membership.objects.get(user=tom), formerly="", at=at)

    ask_to_join(circle, nonce=circle.link_nonce, user=tom, note="", at=at)

    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("circles", [1, 8])
def test_a_persons_page_takes_the_same_queries_for_many_circles_and_many_held(
    circles: int, mina: User, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = make_user("Ellen")
    for _ in range(circles):
        made = make_circle(members=[mina, other])
        holding.hold(join(made, make_user()), formerly="", at=at)
    client = signed_in(mina)
    url = reverse("profiles:person", args=[other.pk])
    client.get(url)

    with django_assert_num_queries(18):
        client.get(url)
