"""The links in a digest, opened again by whoever has said something of the suggestion."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.introductions.models import Introduction, MailedYes
from apps.introductions.services import mailing
from apps.matching.card_links import DISMISS, LATER, WISH
from apps.matching.models import Dismissal, Suggestion, Wish
from apps.matching.services import wishing
from apps.profiles.models import User
from tests.introductions.mailing import masked
from tests.introductions.scenes import ask, conversation_of, put_to_all, say_yes, signed_in
from tests.matching.saying import link, wish

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)


@pytest.mark.parametrize("value", [WISH, LATER, DISMISS])
def test_whose_wish_counts_is_asked_nothing_more_whatever_came_of_it(
    value: str, suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    path = link(suggestion, pair[0], value)
    wish(client, suggestion, pair[0])
    assert mailing.count_due(at=timezone.now() + TEN) == 1

    waits = [client.get(path), client.post(path, {"value": value})]
    wishing.wish(suggestion, by=pair[1], at=timezone.now())
    met = [client.get(path), client.post(path, {"value": value})]

    assert Introduction.objects.get().state == "made"
    words = ("You would like to meet Jonas, and it counts", 'href="/settings/"')
    assert [(page.status_code, *(word in page.text for word in words)) for page in waits] == [(200, True, True)] * 2
    assert [masked(page.text) for page in met] == [masked(page.text) for page in waits]
    assert (MailedYes.objects.count(), Wish.objects.count(), Dismissal.objects.count()) == (0, 2, 0)


def test_a_wish_that_counts_is_not_undone_by_its_mail(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    path = wish(client, suggestion, pair[0])
    mailing.count_due(at=timezone.now() + TEN)

    response = client.post(path)

    assert ("Taken back" in response.text, Wish.objects.count()) == (False, 1)
    assert "As long as you have not met, you can take it back in your settings." in response.text
    client.force_login(pair[0])
    assert "Take back that you would like to meet Jonas Jahn" in client.get(reverse("profiles:settings")).text


def test_a_wish_on_its_way_is_found_again_by_its_mail(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    wish(client, suggestion, pair[0])

    again = client.get(link(suggestion, pair[0], WISH), follow=True)

    words = ("You would like to meet Jonas", "It counts from", "Undo it", "If you asked never to meet Jonas")
    assert [word in again.text for word in (*words, "said yes")] == [True] * 4 + [False]
    client.post(again.redirect_chain[-1][0])
    assert MailedYes.objects.count() == 0


def test_not_now_after_not_for_me_says_what_holds(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    client.post(link(suggestion, pair[0], DISMISS))

    pages = [act(link(suggestion, pair[0], LATER)).text for act in (client.get, client.post)]

    assert Dismissal.objects.get().until is None
    words = ("You are not suggested to each other any more.", "eight weeks")
    assert [[word in page for word in words] for page in pages] == [[True, False]] * 2


@pytest.mark.parametrize("value", [WISH, LATER, DISMISS])
def test_whom_they_have_met_they_are_not_asked_about(
    value: str, suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    path = link(suggestion, pair[0], value)
    conversation_of(suggestion.circle, *pair)

    pages = [client.get(path), client.post(path, {"value": value})]

    assert ["You and Jonas have met by now." in page.text for page in pages] == [True, True]
    assert [model.objects.count() for model in (Wish, Dismissal, MailedYes)] == [0, 0, 0]


def test_that_they_met_in_a_group_is_told_to_its_people_alone(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    """Somebody who is still asked may have the mail."""
    path = link(suggestion, pair[0], WISH)
    silent = masked(client.get(path).text)
    others = suggestion.circle.memberships.filter(role="member").exclude(user__in=pair)
    somebody = others.order_by("pk")[0].user
    group = put_to_all(ask(suggestion.circle, *pair, somebody))
    say_yes(group, *pair)

    assert masked(client.get(path).text) == silent
    client.force_login(pair[0])
    assert "You and Jonas have met by now." in client.get(path).text


def test_the_home_page_says_that_a_wish_by_mail_is_on_its_way(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    wish(client, suggestion, pair[0])
    words, pages = "You said by mail that you would like that.", {}
    for user in pair:
        client.force_login(user)
        pages[user] = client.get("/").text

    assert [words in page for page in pages.values()] == [True, False]
    assert [f"suggestion-{suggestion.pk}" in page for page in pages.values()] == [True, True]


def test_not_for_me_on_the_home_page_is_said_instead(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    wish(client, suggestion, pair[0])
    browser = signed_in(pair[0])

    browser.post(reverse("matching:dismiss", args=[suggestion.pk]))

    assert (MailedYes.objects.count(), Dismissal.objects.count()) == (0, 1)
