import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.introductions.models import Conversation
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.matching.errors import SuggestionGone
from apps.matching.models import Dismissal, Suggestion, Wish
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import Block, User
from tests.factories import make_user
from tests.matching.scenes import crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db
GOLDEN = "You went to high schools 2 miles apart, and both like #yankees"


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


def post(user: User, name: str, pk: int, **headers: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"matching:{name}", args=[pk]), headers=headers or None)


def unmarked(page: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)


def test_wish_is_answered_in_the_place_of_the_card(suggestion: Suggestion, pair: tuple[User, User]) -> None:
    response = post(pair[0], "wish", suggestion.pk, hx_request="true")

    assert response.status_code == 200
    assert "If Jonas would like it too, you will be introduced. Nobody learns of it otherwise." in response.text
    assert "<html" not in response.text
    assert Wish.objects.get().user == pair[0]


def test_wish_works_as_a_plain_form(suggestion: Suggestion, pair: tuple[User, User]) -> None:
    response = post(pair[0], "wish", suggestion.pk)

    assert (response.status_code, response.url) == (302, reverse("home"))
    assert Wish.objects.get().user == pair[0]


def test_second_wish_leads_to_the_conversation(suggestion: Suggestion, pair: tuple[User, User]) -> None:
    post(pair[0], "wish", suggestion.pk)

    response = post(pair[1], "wish", suggestion.pk, hx_request="true")

    conversation = reverse("introductions:conversation", args=[Conversation.objects.get().pk])
    assert response.headers["HX-Redirect"] == conversation


@pytest.mark.parametrize("name", ["wish", "dismiss"])
def test_answer_in_the_moment_of_an_erasure_leads_home(
    name: str, suggestion: Suggestion, pair: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def erased(suggestion: Suggestion) -> Suggestion:
        raise SuggestionGone

    monkeypatch.setattr("apps.matching.services.wishing.lock_pair", erased)

    response = post(pair[0], name, suggestion.pk, hx_request="true")

    assert (response.status_code, response.headers["HX-Redirect"]) == (200, reverse("home"))


def test_dismissal_can_be_undone_at_once_and_in_the_settings(suggestion: Suggestion, pair: tuple[User, User]) -> None:
    response = post(pair[0], "dismiss", suggestion.pk, hx_request="true")
    dismissal = Dismissal.objects.get()
    undo = reverse("matching:undo", args=[dismissal.pk])
    assert undo in response.text

    client = Client()
    client.force_login(pair[0])
    assert undo in client.get(reverse("profiles:settings")).text
    client.post(undo)
    assert not Dismissal.objects.exists()


def looked_home(user: User) -> tuple[Client, Suggestion]:
    """With what was shown a moment ago."""
    client = Client()
    client.force_login(user)
    client.get(reverse("home"))
    return client, Suggestion.objects.get()


def test_an_undo_brings_the_card_back_in_its_place(circle: Circle, pair: tuple[User, User]) -> None:
    client, suggestion = looked_home(pair[0])
    said = post(pair[0], "dismiss", suggestion.pk, hx_request="true").text
    pressed = dict(re.findall(r'name="(card)" value="(\d+)"', said))
    undo = reverse("matching:undo", args=[Dismissal.objects.get().pk])

    back = client.post(undo, pressed, headers={"hx-request": "true"}).text

    assert (f'id="suggestion-{suggestion.pk}"' in back, GOLDEN in back, "<html" in back) == (True, True, False)
    assert "Jonas may be suggested to you again." in back
    post(pair[0], "wish", suggestion.pk)
    taken_back = post(pair[0], "take_back", suggestion.pk, hx_request="true").text
    assert (GOLDEN in taken_back, "Nobody learns that you had wished for it." in taken_back) == (True, True)


@pytest.mark.parametrize("why", ["no longer enough", "blocked"])
def test_an_undo_that_brings_nobody_back_says_when(
    why: str, circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    client, suggestion = looked_home(pair[0])
    post(pair[0], "dismiss", suggestion.pk)
    if why == "blocked":
        Block.objects.create(blocker=pair[1], blocked=pair[0], since=at)
    else:
        pair[1].traits.update(visibility="hidden")
    undo = reverse("matching:undo", args=[Dismissal.objects.get().pk])

    said = client.post(undo, {"card": suggestion.pk}, headers={"hx-request": "true"}).text

    assert "Jonas may be suggested to you again, when there is room on your home page." in said
    assert ("suggestion-" in said, GOLDEN in said) == (False, False)


def test_wish_can_be_taken_back_at_once_and_in_the_settings(suggestion: Suggestion, pair: tuple[User, User]) -> None:
    client = Client()
    client.force_login(pair[0])
    settings = reverse("profiles:settings")
    before = client.get(settings).text
    undo = reverse("matching:take_back", args=[suggestion.pk])
    # What comes in the place of the card takes the focus of the button that goes with it.
    focused = 'tabindex="-1" autofocus>'
    said = post(pair[0], "wish", suggestion.pk, hx_request="true").text
    assert (undo in said, focused in said) == (True, True)
    assert undo in client.get(settings).text

    assert focused in post(pair[0], "take_back", suggestion.pk, hx_request="true").text

    assert not Wish.objects.exists()
    assert unmarked(client.get(settings).text) == unmarked(before)


def test_wish_that_was_taken_back_makes_no_introduction(suggestion: Suggestion, pair: tuple[User, User]) -> None:
    post(pair[0], "wish", suggestion.pk)
    post(pair[0], "take_back", suggestion.pk)

    post(pair[1], "wish", suggestion.pk)

    assert not Conversation.objects.exists()


def test_wish_cannot_be_taken_back_when_they_have_met(suggestion: Suggestion, pair: tuple[User, User]) -> None:
    for user in pair:
        post(user, "wish", suggestion.pk)

    client = Client()
    client.force_login(pair[0])
    page = client.post(reverse("matching:take_back", args=[suggestion.pk]), follow=True).text

    assert "You have been introduced by now." in page
    assert Wish.objects.count() == 2
    assert reverse("matching:take_back", args=[suggestion.pk]) not in client.get(reverse("profiles:settings")).text


def test_dismissal_of_somebody_else_does_not_exist(suggestion: Suggestion, pair: tuple[User, User]) -> None:
    post(pair[0], "dismiss", suggestion.pk)

    assert post(pair[1], "undo", Dismissal.objects.get().pk).status_code == 404


def test_suggestion_exists_for_those_only_to_whom_it_was_shown(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    show(suggestions_for(mina, at=at), mina, "home", at)
    suggestion = Suggestion.objects.get()

    assert post(jonas, "wish", suggestion.pk).status_code == 404
    assert post(make_user(), "wish", suggestion.pk).status_code == 404
    assert post(mina, "wish", suggestion.pk).status_code == 302


def test_suggestion_is_gone_with_a_block(suggestion: Suggestion, pair: tuple[User, User], at: datetime) -> None:
    Block.objects.create(blocker=pair[1], blocked=pair[0], since=at)

    gone, never = post(pair[0], "wish", suggestion.pk), post(pair[0], "wish", 10**6)

    assert (gone.status_code, gone.content) == (never.status_code, never.content) == (404, never.content)


def test_home_shows_the_card_with_its_forms(circle: Circle, pair: tuple[User, User]) -> None:
    client = Client()
    client.force_login(pair[0])

    page = client.get(reverse("home")).text

    assert GOLDEN in page
    assert reverse("matching:wish", args=[Suggestion.objects.get().pk]) in page


def test_person_page_says_what_both_share(circle: Circle, pair: tuple[User, User]) -> None:
    client = Client()
    client.force_login(pair[0])

    assert GOLDEN in client.get(reverse("profiles:person", args=[pair[1].pk])).text
    assert "What you share" not in client.get(reverse("profiles:person", args=[pair[0].pk])).text


def test_introduction_says_why_to_each_of_them_and_to_the_curator(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    carol = circle.memberships.get(role="curator").user
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=at)

    pages = []
    for reader in (*pair, carol):
        client = Client()
        client.force_login(reader)
        pages.append(client.get(reverse("introductions:detail", args=[introduction.pk])).text)

    assert [GOLDEN in page for page in pages] == [True, True, False]
    assert "They went to high schools 3 kilometres apart, and both like #yankees" in pages[2]
    assert all('class="lens"' in page for page in pages)


def test_envelope_says_why_by_what_both_show_now(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    carol = circle.memberships.get(role="curator").user
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=at)
    for user in pair:
        introduction = answer(introduction, user=user, value="yes", at=at)
    client = Client()
    client.force_login(pair[0])
    envelope = reverse("introductions:envelope", args=[introduction.pk])

    before = client.get(envelope).text
    pair[1].traits.filter(kind="interest").update(visibility="hidden")
    after = client.get(envelope).text

    assert before.index(GOLDEN) < before.index("Write to Jonas")
    assert ('class="lens"' in before, "#yankees" in after, GOLDEN.split(",")[0] in after) == (False, False, True)


def test_how_matching_works_is_for_everybody(client: Client) -> None:
    assert client.get(reverse("matching:explained")).status_code == 200


def test_home_leads_to_the_wishes_that_stand_and_to_nobody_elses(
    suggestion: Suggestion, pair: tuple[User, User]
) -> None:
    def led(user: User) -> tuple[bool, bool]:
        client, link = Client(), f'href="{reverse("profiles:settings")}#wished"'
        client.force_login(user)
        return link in client.get(reverse("home")).text, 'id="wished"' in client.get(reverse("profiles:settings")).text

    before = led(pair[0])
    post(pair[0], "wish", suggestion.pk)
    wished = led(pair[0]), led(pair[1])
    Block.objects.create(blocker=pair[1], blocked=pair[0], since=suggestion.made_at)

    assert (before, wished, led(pair[0])) == ((False, False), ((True, True), (False, False)), (False, False))
