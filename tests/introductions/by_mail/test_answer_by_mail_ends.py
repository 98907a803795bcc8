"""What has ended meanwhile ends in the same words, whyever."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.circles.services.leaving import leave
from apps.introductions.answer_links import YES
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Introduction, MailedYes, NeverWith
from apps.introductions.services import keeping_away, mailing
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.tasks import close_introductions
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.introductions.mailing import CHOICES, link, masked, said, say_yes

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)
OVER = "This introduction no longer waits for an answer."


def close(introduction: Introduction, mina: User, jonas: User) -> None:
    Introduction.objects.update(closes_at=timezone.now())
    close_due(at=timezone.now())


def time_is_over(introduction: Introduction, mina: User, jonas: User) -> None:
    """And nobody has closed it."""
    Introduction.objects.update(closes_at=timezone.now())


def other_leaves(introduction: Introduction, mina: User, jonas: User) -> None:
    leave(introduction.circle, user=jonas, at=timezone.now())


def other_blocks(introduction: Introduction, mina: User, jonas: User) -> None:
    block(jonas, mina, at=timezone.now())


def blocks(introduction: Introduction, mina: User, jonas: User) -> None:
    block(mina, jonas, at=timezone.now())


def other_is_suspended(introduction: Introduction, mina: User, jonas: User) -> None:
    User.objects.filter(pk=jonas.pk).update(suspended_at=timezone.now())


@pytest.mark.parametrize("end", [close, time_is_over, other_leaves, other_blocks, blocks, other_is_suspended])
def test_what_has_ended_ends_in_the_same_words(
    end: object, asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    paths = [link(asked, mina, value) for value in CHOICES]
    end(asked, mina, jonas)  # type: ignore[operator]  # one of the above

    for path in paths:
        for response in (client.get(path), client.post(path, {"value": "yes"})):
            assert (response.status_code, OVER in response.text, "Jonas" in response.text) == (410, True, False)
    assert MailedYes.objects.count() == 0


@pytest.mark.parametrize("end", [other_leaves, other_blocks, blocks, other_is_suspended])
def test_a_yes_on_its_way_counts_for_nothing_when_it_is_over(
    end: object, asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    answer(asked, user=jonas, value="yes", at=timezone.now())
    say_yes(client, asked, mina)
    end(asked, mina, jonas)  # type: ignore[operator]  # one of the above

    assert mailing.count_due(at=timezone.now() + TEN) == 0
    assert (said(asked, mina), MailedYes.objects.count()) == (("", ""), 0)
    assert OutboxMail.objects.filter(purpose="introduction_made").count() == 0


def test_nobody_answers_for_somebody_who_is_suspended(asked: Introduction, mina: User, client: Client) -> None:
    say_yes(client, asked, mina)
    User.objects.filter(pk=mina.pk).update(suspended_at=timezone.now())

    assert client.get(link(asked, mina, YES)).status_code == 404
    mailing.count_due(at=timezone.now() + TEN)
    assert said(asked, mina) == ("", "")


def test_never_with_is_neither_broken_nor_told_to_whoever_has_the_mail(
    asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    before = masked(client.get(link(asked, mina, YES)).text)
    path = say_yes(client, asked, mina)
    told = masked(client.get(path).text)
    client.post(path)  # taken back
    NeverWith.objects.create(user=mina, other=jonas, at=timezone.now())

    assert masked(client.get(link(asked, mina, YES)).text) == before
    assert masked(client.get(say_yes(client, asked, mina)).text) == told
    assert "If you asked never to meet Jonas, it does not count." in told
    assert mailing.count_due(at=timezone.now() + TEN) == 0
    assert said(asked, mina) == ("", "")


@pytest.mark.parametrize("press", CHOICES)
def test_of_a_yes_that_never_with_refused_the_mail_tells_what_it_tells_of_any(
    press: str, circle: Circle, asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    NeverWith.objects.create(user=mina, other=jonas, at=timezone.now())
    path, undo = link(asked, mina, press), say_yes(client, asked, mina)
    _ten_minutes_pass()
    refused = [client.get(path), client.post(path, {"value": press}), client.get(undo), client.post(undo)]
    assert (said(asked, mina), MailedYes.objects.get().refused) == (("", ""), True)

    keeping_away.take_back(NeverWith.objects.get(), at=timezone.now())
    assert MailedYes.objects.count() == 0
    say_yes(client, asked, mina)
    _ten_minutes_pass()
    counted = [client.get(path), client.post(path, {"value": press}), client.get(undo), client.post(undo)]

    assert said(asked, mina) == ("yes", "")
    assert [masked(page.text) for page in refused] == [masked(page.text) for page in counted]


def test_a_refused_yes_is_forgotten_when_no_mail_asks_any_more(
    asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    NeverWith.objects.create(user=mina, other=jonas, at=timezone.now())
    say_yes(client, asked, mina)
    _ten_minutes_pass()
    over = MailedYes.objects.get().counts_at + TIME_TO_ANSWER
    left = []

    for at in (over - timedelta(seconds=1), over):
        mailing.count_due(at=at)
        left.append(MailedYes.objects.count())

    assert left == [1, 0]


def _ten_minutes_pass() -> None:
    MailedYes.objects.update(counts_at=timezone.now())
    mailing.count_due(at=timezone.now())


def test_never_with_is_told_to_its_maker_alone_with_the_way_to_take_it_back(
    asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    NeverWith.objects.create(user=mina, other=jonas, at=timezone.now())
    client.force_login(mina)

    response = client.post(link(asked, mina, YES), {"value": "yes"})

    assert response.status_code == 422
    words = ("You asked never to be introduced to somebody", "Take that back first", reverse("introductions:passed"))
    assert [word in response.text for word in (*words, "Jonas")] == [True, True, True, False]
    assert MailedYes.objects.count() == 0

    NeverWith.objects.all().delete()
    assert "You said yes" in client.get(say_yes(client, asked, mina)).text


@pytest.mark.parametrize("theirs", [False, True])
def test_of_somebody_elses_list_nothing_is_told(
    theirs: bool, asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    """Neither of the other side's, nor to somebody else who has the mail."""
    client.force_login(mina if theirs else jonas)
    path = link(asked, mina, YES)
    before = masked(client.get(say_yes(client, asked, mina)).text)
    MailedYes.objects.all().delete()
    NeverWith.objects.create(user=jonas if theirs else mina, other=mina if theirs else jonas, at=timezone.now())

    assert client.post(path, {"value": "yes"}).status_code == 302
    assert masked(client.get(say_yes(client, asked, mina)).text) == before


def test_a_yes_that_would_be_held_is_said_like_any(
    asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    """They read a first name only, and would learn whose it is."""
    Circle.objects.update(members_seen_by="curators")
    NeverWith.objects.create(user=mina, other=jonas, at=timezone.now())
    client.force_login(mina)

    assert "You said yes" in client.get(say_yes(client, asked, mina)).text


def test_closing_loses_no_yes_that_is_due_however_many_are(
    asked: Introduction, mina: User, jonas: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = mailing.Kind(lambda about: None, lambda about, user, at: None, lambda about, user: False)
    monkeypatch.setitem(mailing._kinds, "other", other)
    due = timezone.now() + TEN
    MailedYes.objects.bulk_create(
        MailedYes(user=jonas, kind="other", about=number, counts_at=due) for number in range(600)
    )
    answer(asked, user=jonas, value="yes", at=timezone.now())
    say_yes(client, asked, mina)
    Introduction.objects.update(closes_at=due + TEN)
    monkeypatch.setattr(timezone, "now", lambda: due + 2 * TEN)

    close_introductions()

    assert (Introduction.objects.get().state, MailedYes.objects.count()) == ("made", 0)


def test_closing_closes_by_the_clock_by_which_it_counts(
    asked: Introduction, mina: User, jonas: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a while, and meanwhile a yes becomes due, and the ask is over."""
    answer(asked, user=jonas, value="yes", at=timezone.now())
    say_yes(client, asked, mina)
    due = MailedYes.objects.get().counts_at
    Introduction.objects.update(closes_at=due + timedelta(seconds=1))
    clock = count(0)
    monkeypatch.setattr(timezone, "now", lambda: due + timedelta(seconds=3 * next(clock) - 1))

    close_introductions()
    between = Introduction.objects.get().state
    close_introductions()

    assert (between, Introduction.objects.get().state) == ("asked", "made")
