"""The links in a mail, opened again by whoever has answered."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import time_format

from apps.circles.models import Circle
from apps.introductions.answer_links import NO, NOT_NOW, YES
from apps.introductions.models import Introduction, MailedYes
from apps.introductions.services import mailing
from apps.introductions.services.answering import answer
from apps.introductions.services.passing import give_reason
from apps.introductions.tasks import count_mailed_yeses
from apps.profiles.models import User
from tests.introductions.mailing import CHOICES, link, masked, said, say_yes
from tests.introductions.scenes import ask, put_to_all, signed_in

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)
COUNTS = "You said yes to meeting Jonas, and it counts"


def test_what_counts_cannot_be_undone(asked: Introduction, mina: User, client: Client) -> None:
    path = say_yes(client, asked, mina)
    # The worker has not come by yet.
    MailedYes.objects.update(counts_at=timezone.now())

    before = [client.post(path), client.get(path), client.get(link(asked, mina, YES))]
    assert MailedYes.objects.count() == 1
    count_mailed_yeses()

    assert said(asked, mina) == ("yes", "")
    for response in (*before, client.post(path), client.get(path)):
        assert COUNTS in response.text
        assert ["Taken back" in response.text, "Undo" in response.text] == [False, False]
    assert said(asked, mina) == ("yes", "")


@pytest.mark.parametrize("value", CHOICES)
def test_whose_yes_counts_is_asked_nothing_more(value: str, asked: Introduction, mina: User, client: Client) -> None:
    """And what was said by mail before is no second yes, which could be undone without taking back the first."""
    say_yes(client, asked, mina)
    mailing.count_due(at=timezone.now() + TEN)
    path = link(asked, mina, value)

    for response in (client.get(path), client.post(path, {"value": value})):
        assert (response.status_code, COUNTS in response.text) == (200, True)
        assert [f'href="/introductions/{asked.pk}/"' in response.text, "<form" in response.text] == [True, False]
    assert (said(asked, mina), MailedYes.objects.count()) == (("yes", ""), 0)


def test_the_way_back_leads_there(asked: Introduction, mina: User, client: Client) -> None:
    answer(asked, user=mina, value="yes", at=timezone.now())
    way = f"/introductions/{asked.pk}/"
    assert way in client.get(link(asked, mina, YES)).text
    client.force_login(mina)

    assert "Change it to a no" in client.get(way).text


@pytest.mark.parametrize("own", ["", "no", "yes"])
@pytest.mark.parametrize("other", ["no", "yes"])
def test_whoever_has_a_forwarded_mail_reads_nothing_of_the_others_answer(
    own: str, other: str, asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    paths = [link(asked, mina, value) for value in CHOICES]
    if own:
        answer(asked, user=mina, value=own, at=timezone.now())
    silent = [masked(client.get(path).text) for path in paths]

    answer(asked, user=jonas, value=other, at=timezone.now())

    assert [masked(client.get(path).text) for path in paths] == silent
    asked.refresh_from_db()
    assert asked.state == ("made" if (own, other) == ("yes", "yes") else "asked")


@pytest.mark.parametrize("value", CHOICES)
def test_whoever_is_still_asked_reads_in_nobodys_links_that_a_group_was_made(
    value: str, circle: Circle, mina: User, jonas: User, cleo: User, client: Client
) -> None:
    """Cleo has Mina's mail, and presses its button."""
    group = put_to_all(ask(circle, mina, jonas, cleo))
    path = link(group, mina, value)
    answer(group, user=mina, value="yes", at=timezone.now())
    silent = client.post(path, {"value": value})
    assert "You said yes to meeting Jonas and Cleo, and it counts" in silent.text

    answer(group, user=jonas, value="yes", at=timezone.now())
    made = client.post(path, {"value": value})

    assert (made.status_code, masked(made.text)) == (200, masked(silent.text))
    group.refresh_from_db()
    assert (group.state, said(group, mina)) == ("made", ("yes", ""))


def test_a_yes_on_its_way_is_found_again_by_its_mail(asked: Introduction, mina: User, client: Client) -> None:
    """With whom it is, when it counts, and the button that undoes it."""
    say_yes(client, asked, mina)
    counts_at = MailedYes.objects.get().counts_at
    client.post(link(asked, mina, YES), {})  # without a choice it changes nothing

    again = client.get(link(asked, mina, YES), follow=True)

    at = time_format(timezone.localtime(counts_at, mina.profile.zone), "TIME_FORMAT")
    words = ("You said yes to meeting Jonas", f"It counts from {at} on.", "Undo it")
    assert [word in again.text for word in words] == [True] * 3
    assert ("Taken back" in client.post(again.redirect_chain[-1][0]).text, MailedYes.objects.count()) == (True, 0)
    assert "Would you like to meet Jonas?" in client.get(link(asked, mina, YES)).text


@pytest.mark.parametrize(("first", "then"), [(NOT_NOW, NO), (NO, NOT_NOW)])
def test_of_not_now_and_not_for_me_the_later_one_holds(
    first: str, then: str, asked: Introduction, mina: User, client: Client
) -> None:
    client.post(link(asked, mina, first))

    page = client.post(link(asked, mina, then)).text

    assert said(asked, mina) == ("no", "not_now" if then == NOT_NOW else "")
    words = ["After eight weeks you may be asked again.", "You are not asked it again."]
    assert [word in page for word in words] == [then == NOT_NOW, then == NO]


def test_not_for_me_leaves_the_reason_that_was_given_on_the_page(
    asked: Introduction, mina: User, client: Client
) -> None:
    answer(asked, user=mina, value="no", at=timezone.now())
    give_reason(asked, user=mina, reason="known")

    client.post(link(asked, mina, NO))

    assert said(asked, mina) == ("no", "known")


def test_a_no_is_not_told_by_the_links(asked: Introduction, mina: User, client: Client) -> None:
    """They can still say yes by the same mail, so it asks."""
    paths = [link(asked, mina, value) for value in CHOICES]
    silent = [masked(client.get(path).text) for path in paths]

    client.post(paths[2])

    assert said(asked, mina) == ("no", "")
    assert [masked(client.get(path).text) for path in paths] == silent


def test_a_no_that_became_a_yes_by_mail_is_no_plain_no_on_their_pages(
    asked: Introduction, mina: User, client: Client
) -> None:
    answer(asked, user=mina, value="no", at=timezone.now())
    undo = say_yes(client, asked, mina)
    client.force_login(mina)
    paths = (f"/introductions/{asked.pk}/", "/introductions/passed/")

    waiting = [client.get(path).text for path in paths]
    client.post(undo)
    taken_back = [client.get(path).text for path in paths]

    assert [["You said yes by mail." in page for page in pages] for pages in (waiting, taken_back)] == [
        [True, True], [False, False]
    ]  # fmt: skip
    words = "You said no. Nobody else learns of it."
    assert [words in waiting[0], words in taken_back[0]] == [False, True]


def test_their_page_says_no_instead_of_a_yes_on_its_way(asked: Introduction, mina: User, client: Client) -> None:
    answer(asked, user=mina, value="no", at=timezone.now())
    say_yes(client, asked, mina)
    browser = signed_in(mina)

    browser.post(f"/introductions/{asked.pk}/answer/", {"value": "no"})

    assert (said(asked, mina), MailedYes.objects.count()) == (("no", ""), 0)
    assert "You said no. Nobody else learns of it." in browser.get(f"/introductions/{asked.pk}/").text
