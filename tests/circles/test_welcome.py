"""The four steps in which a newcomer says who they are."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from apps.circles.models import Circle, Membership, Question
from apps.circles.services import welcoming
from apps.circles.services.showing import show_in
from apps.circles.waiting import waiting_for
from apps.profiles.models import Profile, ProfileTrait, User, Visibility
from tests.circles.visits import signed_in
from tests.factories import add_trait, join, make_circle, make_user
from tests.profiles.pictures import plain
from tests.profiles.towns import laid_out

pytestmark = pytest.mark.django_db
STEP = "/circles/marketing/welcome/{}/"


@pytest.fixture
def ana(circle: Circle) -> User:
    """Came in a moment ago, without a name."""
    ana = make_user()
    Profile.objects.filter(user=ana).update(name="")
    join(circle, ana, welcome_step=1)
    return ana


@pytest.fixture
def browser(ana: User) -> Client:
    return signed_in(ana)


def holders(circle: Circle, count: int, name: str, **fields: str) -> None:
    for _ in range(count):
        user = make_user()
        join(circle, user)
        add_trait(user, "interest", name, **fields)


def step_of(user: User) -> int | None:
    return Membership.objects.get(user=user).welcome_step


def facts_of(user: User) -> set[tuple[str, str, int | None, int | None]]:
    return set(user.traits.values_list("kind", "topic__name", "year_from", "year_to"))


def test_four_steps_make_a_profile_that_the_circle_sees(browser: Client, ana: User, circle: Circle) -> None:
    holders(circle, 3, "typography")
    Question.objects.create(circle=circle, position=1, words="Which team do you shout for?", kind="team")
    tap = f"interest:{ProfileTrait.objects.first().topic_id}"  # type: ignore[union-attr]  # there is one

    photo = plain()
    ways = [
        browser.post(STEP.format(1), {"name": "Ana Kovač", "photo": photo}),
        browser.post(STEP.format(2), {"tapped": [tap], "more": "#bees, maps", "question_1": "Yankees"}),
        browser.post(
            STEP.format(3),
            {"school": "Truman High", "school_from": "1994", "school_to": "1998", "place": "Leeds\nYork"},
        ),
        browser.post(STEP.format(4), {"seeks": "a printer", "offers": "Polish; a desk"}),
    ]

    assert [way["Location"] for way in ways] == [STEP.format(2), STEP.format(3), STEP.format(4), "/circles/marketing/"]
    ana.profile.refresh_from_db()
    assert (ana.profile.name, bool(ana.profile.photo), step_of(ana)) == ("Ana Kovač", True, None)
    assert facts_of(ana) == {
        ("interest", "typography", None, None),
        ("interest", "bees", None, None),
        ("interest", "maps", None, None),
        ("team", "Yankees", None, None),
        ("school", "Truman High", 1994, 1998),
        ("place", "Leeds", None, None),
        ("place", "York", None, None),
        ("seeks", "a printer", None, None),
        ("offers", "Polish", None, None),
        ("offers", "a desk", None, None),
    }
    assert set(ana.traits.values_list("visibility", flat=True)) == {Visibility.CIRCLE_MATES}


def test_towns_are_placed_and_which_of_several_is_asked_later(
    browser: Client, ana: User, settings: Settings, tmp_path: Path
) -> None:
    laid_out(settings, tmp_path)
    typed = {"place": "Paris, Texas, graz; Springfield"}

    preview = browser.post(STEP.format(3), typed | {"preview": "1"}).text
    response = browser.post(STEP.format(3), typed)

    assert (response["Location"], "Graz, Austria" in preview) == (STEP.format(4), True)
    towns = set(ana.traits.values_list("topic__name", "town"))
    assert towns == {("Paris, TX", "Paris, TX"), ("Graz, Austria", "Graz, Austria"), ("Springfield", "")}
    assert "Which Springfield?" in browser.get("/profile/").text


def test_a_step_left_out_is_done_and_looking_changes_nothing(browser: Client, ana: User) -> None:
    assert browser.get("/circles/marketing/welcome/")["Location"] == STEP.format(1)
    browser.get(STEP.format(3))
    assert step_of(ana) == 1

    for number in (1, 2):
        browser.post(STEP.format(number), {"skip": "1", "name": "not kept", "more": "bees"})

    assert (step_of(ana), facts_of(ana)) == (3, set())
    assert browser.get("/circles/marketing/welcome/")["Location"] == STEP.format(3)


def test_going_back_does_not_lead_through_everything_again(browser: Client, ana: User) -> None:
    Membership.objects.filter(user=ana).update(welcome_step=4)

    browser.post(STEP.format(2), {"more": "bees"})

    assert (step_of(ana), len(facts_of(ana))) == (4, 1)


def test_one_may_go_straight_to_the_circle(browser: Client, ana: User) -> None:
    assert browser.post("/circles/marketing/welcome/over/")["Location"] == "/circles/marketing/"
    assert step_of(ana) is None


def test_home_leads_back_to_what_was_left_half_way_and_stops_after_two_weeks(ana: User) -> None:
    membership = Membership.objects.get(user=ana)
    said = [
        [row.path for row in waiting_for(ana, at=membership.joined_at + timedelta(days=days))] for days in (1, 13, 15)
    ]
    assert said == [["/circles/marketing/welcome/"], ["/circles/marketing/welcome/"], []]

    welcoming.leave_it_at_that(membership)

    assert waiting_for(ana, at=membership.joined_at) == []


@pytest.mark.parametrize(
    ("number", "data", "sentence"),
    [
        (1, {"name": ""}, "Write the name that people know you by."),
        (1, {"name": "http://buy.example"}, "Leave links out of your name"),
        (2, {"more": "bees, " + "x" * 90}, "Keep a fact to 80 characters."),
        (2, {"more": "x" * 1001}, "Ensure this value has at most 1000 characters"),
        (2, {"tapped": ["interest:999999999"], "more": "bees"}, "Select a valid choice."),
        (3, {"school": "Truman High", "school_from": "9999"}, "Write a year from 1900 to "),
        (3, {"school": "Truman High", "school_from": "1999", "school_to": "1990"}, "The first year is after the last"),
        (4, {"seeks": "!!!, a printer"}, ""),
    ],
)
def test_mistakes_get_a_sentence_and_nothing_typed_is_lost(
    number: int, data: dict[str, str | list[str]], sentence: str, browser: Client, ana: User, circle: Circle
) -> None:
    holders(circle, 3, "typography")

    answer = browser.post(STEP.format(number), data)

    typed = [value for value in data.values() if isinstance(value, str)]
    if sentence:
        assert (answer.status_code, sentence in answer.text) == (422, True)
        assert [value for value in typed if value not in answer.text] == []
        assert (facts_of(ana), step_of(ana)) == (set(), 1)
    else:
        assert answer.status_code == 302


def test_a_hundred_facts_are_enough(browser: Client, ana: User) -> None:
    for number in range(99):
        add_trait(ana, "interest", f"bees {number}")

    answer = browser.post(STEP.format(2), {"more": "maps, kites"})

    assert (answer.status_code, "A profile holds a hundred facts." in answer.text, "maps, kites" in answer.text) == (
        422,
        True,
        True,
    )
    assert len(facts_of(ana)) == 99


def test_the_preview_is_what_this_circle_sees(browser: Client, ana: User, circle: Circle, at: datetime) -> None:
    elsewhere = make_circle("choir", members=[ana])
    for name, seen_in in {"here": [circle], "elsewhere": [elsewhere]}.items():
        show_in(add_trait(ana, "interest", f"canary {name}"), seen_in, later=False, at=at)

    shown = browser.get(STEP.format(2)).text

    assert ("#canary here" in shown, "#canary elsewhere" in shown) == (True, False)


def test_the_preview_shows_what_is_not_kept_yet_and_keeps_nothing(browser: Client, ana: User, circle: Circle) -> None:
    holders(circle, 5, "cycling")

    shown = browser.post(STEP.format(2), {"preview": "1", "more": "#cycling, bees"}).text

    for words in ("What #marketing will see", "#cycling", "#bees", "Five people here show #cycling too."):
        assert words in shown
    assert (facts_of(ana), step_of(ana)) == (set(), 1)
    assert "Ana Kov" in browser.post(STEP.format(1), {"preview": "1", "name": "Ana Kovač"}).text


def test_curators_ask_two_questions_at_most_and_change_them(circle: Circle, david: User, browser: Client) -> None:
    keeper, url = signed_in(david), "/circles/marketing/questions/"
    two = {"words_1": "Which team?", "kind_1": "team", "words_2": "Which town?", "kind_2": "place"}
    assert keeper.post(url, two)["Location"] == "/circles/marketing/settings/"
    assert "Which team?" in browser.get(STEP.format(2)).text

    keeper.post(url, two | {"words_1": ""})
    assert list(Question.objects.values_list("position", "words", "kind")) == [(1, "Which town?", "place")]

    refused = keeper.post(url, two | {"words_1": "Look at http://buy.example"})
    assert (refused.status_code, "Look at http://buy.example" in refused.text) == (200, True)
    assert Question.objects.count() == 1


def test_a_closed_circle_asks_nothing_any_more(browser: Client, circle: Circle, ana: User) -> None:
    Circle.objects.update(closed_at=circle.created_at)

    assert [way["Location"] for way in (browser.get(STEP.format(1)), browser.post(STEP.format(1), {"name": "A"}))] == [
        "/circles/marketing/"
    ] * 2
    assert waiting_for(ana, at=circle.created_at) == []
