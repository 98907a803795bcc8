from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.introductions.models import Conversation, Introduction
from apps.matching.models import Suggestion, Wish
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import User
from apps.staff.models import Report
from tests.circles.visits import signed_in
from tests.factories import make_user
from tests.matching.scenes import crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db
HOPE = "Which platform do you stand on?"


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)])


@pytest.fixture
def suggestion(circle: Circle, pair: tuple[User, User], at: datetime) -> Suggestion:
    for user in pair:
        show(suggestions_for(user, at=at), user, "home", at)
    return Suggestion.objects.get()


@pytest.fixture
def mina(pair: tuple[User, User]) -> Client:
    return signed_in(pair[0])


def press(client: Client, what: str, suggestion: Suggestion, **data: Any) -> Any:
    return client.post(reverse(f"matching:{what}", args=[suggestion.pk]), data, follow=True)


def page_of(client: Client, suggestion: Suggestion) -> Any:
    return client.get(reverse("matching:note", args=[suggestion.pk]))


def test_a_wish_leads_to_its_note(suggestion: Suggestion, mina: Client) -> None:
    note = reverse("matching:note", args=[suggestion.pk])
    said = mina.post(reverse("matching:wish", args=[suggestion.pk]), headers={"HX-Request": "true"}).text
    assert note in said

    assert note in mina.get(reverse("profiles:settings")).text
    after = press(mina, "note", suggestion, note=HOPE).text
    assert "It stays sealed until you are introduced." in after
    assert "Change the note" in after
    assert HOPE in page_of(mina, suggestion).text


def test_without_a_wish_there_is_no_note(suggestion: Suggestion, mina: Client) -> None:
    assert page_of(mina, suggestion).status_code == 404


def test_what_was_typed_is_kept_where_it_cannot_be(suggestion: Suggestion, mina: Client) -> None:
    press(mina, "wish", suggestion)

    refused = press(mina, "note", suggestion, note="See shop.example for more")

    assert refused.status_code == 422
    assert "See shop.example for more" in refused.text
    assert "Leave links out" in refused.text


def test_everything_pressed_twice_is_done_once(suggestion: Suggestion, mina: Client, pair: tuple[User, User]) -> None:
    for _ in range(2):
        assert press(mina, "wish", suggestion).status_code == 200
    for _ in range(2):
        assert press(mina, "note", suggestion, note=HOPE).status_code == 200
    assert list(Wish.objects.values_list("user", "note")) == [(pair[0].pk, HOPE)]

    for _ in range(2):
        page = press(mina, "take_back", suggestion).text
        assert "Taken back. Nobody learns that you had wished for it." in page
    assert not Wish.objects.exists()
    assert "You took this wish back." in press(mina, "note", suggestion, note=HOPE).text


def test_of_what_curators_could_read_it_is_not_said_that_nobody_learns_of_it(
    suggestion: Suggestion, mina: Client
) -> None:
    press(mina, "wish", suggestion)
    Wish.objects.update(bench="yes", asked=True)

    page = press(mina, "take_back", suggestion).text

    tag = suggestion.circle.tag
    assert (f"The curators of #{tag} do not read it any more." in page, "Nobody learns that" in page) == (True, False)


def test_the_wish_that_makes_it_pressed_twice_leads_to_the_conversation_twice(
    suggestion: Suggestion, mina: Client, pair: tuple[User, User]
) -> None:
    press(signed_in(pair[1]), "wish", suggestion)

    pages = [press(mina, "wish", suggestion) for _ in range(2)]

    conversation = reverse("introductions:conversation", args=[Conversation.objects.get().pk])
    assert [page.redirect_chain[-1][0] for page in pages] == [conversation, conversation]
    assert (Introduction.objects.count(), Wish.objects.count()) == (1, 2)


def test_the_words_about_curators_stand_only_where_they_see_wishes(circle: Circle, mina: Client) -> None:
    home = reverse("home")
    without = mina.get(home).text
    Circle.objects.update(shows_wishes=True)

    page = mina.get(home).text

    assert ("curators of" in without, "told" in without) == (False, False)
    assert "the curators of #marketing see it" in page
    assert 'name="told"' in page


@pytest.mark.parametrize(("told", "shows", "bench"), [(True, True, "yes"), (False, True, ""), (True, False, "")])
def test_a_wish_is_for_curators_where_its_maker_was_told_and_they_see_wishes(
    told: bool, shows: bool, bench: str, suggestion: Suggestion, mina: Client
) -> None:
    """The setting may change while the card is open."""
    Circle.objects.update(shows_wishes=shows)

    press(mina, "wish", suggestion, **({"told": "yes"} if told else {}))

    assert Wish.objects.get().bench == bench


def test_the_choice_of_readers_stands_only_where_curators_see_wishes(suggestion: Suggestion, mina: Client) -> None:
    press(mina, "wish", suggestion)
    assert "note_for" not in page_of(mina, suggestion).text
    Circle.objects.update(shows_wishes=True)

    page = page_of(mina, suggestion).text
    after = press(mina, "note", suggestion, note=HOPE, note_for="curators").text

    assert "For the curators, to help them introduce you" in page
    assert "Only the curators of #marketing read it." in after
    assert "The curators of #marketing see it." in after
    Circle.objects.update(shows_wishes=False)
    refused = press(mina, "note", suggestion, note=HOPE, note_for="curators")
    assert (refused.status_code, HOPE in refused.text) == (422, True)
    assert "note_for" not in refused.text
    assert "The curators of #marketing see it." not in mina.get(reverse("profiles:settings")).text


def test_an_opened_note_is_reported_to_the_staff(suggestion: Suggestion, mina: Client, pair: tuple[User, User]) -> None:
    User.objects.filter(pk=make_user("Staff").pk).update(is_staff=True)
    jonas = signed_in(pair[1])
    press(mina, "wish", suggestion)
    press(mina, "note", suggestion, note=HOPE)
    url = reverse("staff:report", args=["wish", Wish.objects.get().pk])
    assert jonas.get(url).status_code == 404

    press(jonas, "wish", suggestion)
    conversation = reverse("introductions:conversation", args=[Conversation.objects.get().pk])
    assert url in jonas.get(conversation).text
    jonas.post(url, {"words": "Not kind."})

    assert list(Report.objects.values_list("kind", "quote", "about")) == [("wish", HOPE, pair[0].pk)]
    assert mina.get(url).status_code == 404
