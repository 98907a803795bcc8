"""Thanks, and that two met, stand on the introducer's home page until she puts them away, and in no digest."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.digests.composing import today
from apps.introductions.models import Conversation, Tiding
from apps.introductions.services.thanking import take_back
from apps.profiles.models import User
from tests.factories import make_user
from tests.introductions.scenes import block_other, read, signed_in, url
from tests.introductions.told import MET, THANKS, say, talk_through

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol() -> User:
    return make_user("Carol Curator")


@pytest.fixture
def talk(carol: User) -> Conversation:
    return talk_through(carol)


def home(user: User) -> str:
    return str(signed_in(user).get("/").text)


def test_thanks_stand_at_home_until_they_are_put_away(talk: Conversation, carol: User) -> None:
    first, second = say(talk, THANKS, "We still talk.", "So do we.")
    page = home(carol)
    assert [words in page for words in ("Mina Park thanks you.", "We still talk.", "All quiet.")] == [True, True, False]

    for _twice in range(2):
        page = signed_in(carol).post(url("tidings"), {"tiding": [first.pk]}, follow=True).text

    assert ["We still talk." in page, "So do we." in page] == [False, True]
    # To read it on the page of all of it changes nothing.
    assert ["We still talk." in read(carol, "tidings"), "So do we." in home(carol)] == [True, True]
    assert list(Tiding.objects.filter(heard_at=None)) == [second]


def test_what_comes_later_of_the_same_two_stands_there_again(talk: Conversation, carol: User) -> None:
    row = say(talk, THANKS, "Thank you.")[0]
    signed_in(carol).post(url("tidings"), {"tiding": [row.pk]})
    assert "thanks you" not in home(carol)

    say(talk, MET, "", "It led to a book.")

    assert ["It led to a book." in home(carol), "thanks you" in home(carol)] == [True, False]


def test_what_may_be_taken_back_or_is_half_said_or_hidden_by_a_block_is_not_there(
    talk: Conversation, carol: User
) -> None:
    row = say(talk, THANKS, "CANARY", ago=timedelta(0))[0]
    say(talk, MET, "CANARY")
    assert ["CANARY" in home(carol), "let you know" in home(carol)] == [False, False]
    take_back(talk, user=row.user, kind=THANKS, at=timezone.now())

    say(talk, THANKS, "CANARY")
    assert "CANARY" in home(carol)
    block_other(talk.introduction, row.user, carol, timezone.now())
    assert "CANARY" not in home(carol)


def test_nobody_puts_away_what_is_told_to_another(talk: Conversation, carol: User) -> None:
    row = say(talk, THANKS, "We still talk.")[0]

    for user in (row.user, make_user("Stranger")):
        answer = signed_in(user).post(url("tidings"), {"tiding": [row.pk, "x", "", "9" * 40]})
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("home"))

    assert "We still talk." in home(carol)


def test_a_digest_holds_none_of_it_and_comes_for_none_of_it(talk: Conversation, carol: User) -> None:
    say(talk, THANKS, "We still talk.")

    found = today(carol, at=timezone.now(), digest=1)

    assert (list(found.heard), found.worth_a_mail) == ([], False)
    assert today(carol, at=timezone.now()).heard
