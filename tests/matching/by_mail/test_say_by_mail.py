"""What is said of a suggestion by the links in a digest."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.introductions.limits import NOT_NOW
from apps.introductions.models import Introduction, MailedYes
from apps.introductions.services import mailing
from apps.mail.links import sign
from apps.matching.card_links import DISMISS, LATER, WISH
from apps.matching.models import Dismissal, Suggestion, Wish
from apps.matching.services import reopening, wishing
from apps.matching.tasks import end_put_off
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import erase
from tests.introductions.mailing import masked
from tests.mail.tokens import signed_ago
from tests.matching.saying import link, wish
from tests.matching.scenes import shown_to

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)


def test_looking_says_what_will_happen_and_does_nothing(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    pages = [client.get(link(suggestion, pair[0], value)).text for value in (WISH, LATER, DISMISS)]

    words = ("Would you like to meet Jonas?", "for eight weeks", "not suggested to you again")
    assert [word in page for word, page in zip(words, pages, strict=True)] == [True] * 3
    assert [("checked" in page, "Jahn" in page, "school" in page) for page in pages] == [(False, False, False)] * 3
    assert [model.objects.count() for model in (Wish, Dismissal, MailedYes)] == [0, 0, 0]


def test_a_wish_needs_a_choice(suggestion: Suggestion, pair: tuple[User, User], client: Client) -> None:
    response = client.post(link(suggestion, pair[0], WISH))

    assert (response.status_code, "Choose one of the three first." in response.text) == (422, True)
    assert (Wish.objects.count(), MailedYes.objects.count()) == (0, 0)


def test_two_wishes_by_mail_make_the_introduction_after_ten_minutes(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    for user in pair:
        assert "You would like to meet" in client.get(wish(client, suggestion, user)).text
    assert (mailing.count_due(at=timezone.now()), Wish.objects.count()) == (0, 0)

    assert mailing.count_due(at=timezone.now() + TEN) == 2

    assert (Wish.objects.count(), Introduction.objects.get().state, MailedYes.objects.count()) == (2, "made", 0)


def test_a_wish_can_be_undone(suggestion: Suggestion, pair: tuple[User, User], client: Client) -> None:
    client.post(wish(client, suggestion, pair[0]))

    assert (mailing.count_due(at=timezone.now() + TEN), Wish.objects.count()) == (0, 0)


def test_not_for_me_takes_its_place(suggestion: Suggestion, pair: tuple[User, User], client: Client) -> None:
    wish(client, suggestion, pair[0])
    response = client.post(link(suggestion, pair[0], DISMISS))

    assert "Your settings can undo it." in response.text
    assert (MailedYes.objects.count(), Dismissal.objects.get().until) == (0, None)


def test_not_now_comes_again_after_eight_weeks(suggestion: Suggestion, pair: tuple[User, User], client: Client) -> None:
    mina, jonas = pair
    client.post(link(suggestion, mina, LATER))
    put_off = Dismissal.objects.get()
    assert put_off.until
    assert timedelta() <= timezone.now() + NOT_NOW - put_off.until < timedelta(minutes=1)
    assert shown_to(mina, timezone.now()) == []
    assert wishing.end_put_off(at=put_off.until - timedelta(seconds=1)) == 0

    assert [wishing.end_put_off(at=put_off.until) for _ in range(2)] == [1, 0]

    assert shown_to(mina, put_off.until) == [jonas]


def test_not_now_ends_by_the_worker(suggestion: Suggestion, pair: tuple[User, User], client: Client) -> None:
    client.post(link(suggestion, pair[0], LATER))
    Dismissal.objects.update(until=timezone.now())

    end_put_off()

    assert Dismissal.objects.count() == 0


def test_one_that_cannot_be_ended_holds_up_no_other(
    pair: tuple[User, User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina, jonas = pair
    for user, other in ((mina, jonas), (jonas, mina)):
        Dismissal.objects.create(user=user, other=other, at=at, until=at)

    def fail(user: User, other_id: int) -> None:
        if user == mina:
            raise RuntimeError("a bug")

    monkeypatch.setattr(reopening, "_steps", [fail])

    assert wishing.end_put_off(at=at) == 1
    assert [row.user for row in Dismissal.objects.all()] == [mina]


def test_not_for_me_is_for_good_whatever_came_before_and_after(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    for value in (LATER, DISMISS, LATER):
        client.post(link(suggestion, pair[0], value))

    assert Dismissal.objects.get().until is None


def test_the_settings_say_until_when(suggestion: Suggestion, pair: tuple[User, User], client: Client) -> None:
    client.post(link(suggestion, pair[0], LATER))
    client.force_login(pair[0])

    page = client.get(reverse("profiles:settings")).text

    assert re.search(r"Jonas Jahn\s*<span[^>]*>until \w+ \d+", page)


def test_whoever_has_the_mail_reads_nothing_of_what_was_said(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    """Of the other's saying: their own may be read by whoever could say it for them."""
    paths = [link(suggestion, pair[0], value) for value in (WISH, LATER, DISMISS)]
    silent = [masked(client.get(path).text) for path in paths]

    for say in (wishing.put_off, wishing.dismiss, wishing.wish):
        say(suggestion, by=pair[1], at=timezone.now())
        assert [masked(client.get(path).text) for path in paths] == silent


def gone(suggestion: Suggestion, mina: User, jonas: User) -> None:
    suggestion.circle.memberships.filter(user=jonas).delete()


def blocked(suggestion: Suggestion, mina: User, jonas: User) -> None:
    block(jonas, mina, at=timezone.now())


def erased(suggestion: Suggestion, mina: User, jonas: User) -> None:
    erase(jonas, at=timezone.now())


@pytest.mark.parametrize("end", [gone, blocked, erased])
def test_whoever_is_gone_is_gone_in_the_same_words(
    end: object, suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    wish(client, suggestion, pair[0])
    path = link(suggestion, pair[0], WISH)
    end(suggestion, *pair)  # type: ignore[operator]  # one of the above

    for response in (client.get(path), client.post(path, {"value": WISH})):
        assert (response.status_code, "This suggestion is no longer there." in response.text) == (410, True)
        assert "Jonas" not in response.text
    assert mailing.count_due(at=timezone.now() + TEN) == 0
    assert [model.objects.count() for model in (Wish, MailedYes)] == [0, 0]


def test_a_forged_link_is_no_page_and_an_old_one_says_so(
    suggestion: Suggestion, pair: tuple[User, User], client: Client
) -> None:
    claims: dict[str, int | str] = {"suggestion": suggestion.pk, "user": pair[0].pk, "value": "wish"}
    tokens = [
        sign("introduction.answer", **claims),
        sign("suggestion.say", **claims)[:-1],
        signed_ago(timedelta(days=41), "suggestion.say", **claims),
    ]

    assert [client.get(reverse("matching:say_by_link", args=[one])).status_code for one in tokens] == [404, 404, 410]
