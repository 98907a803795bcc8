"""What has ended meanwhile ends in the same words, whyever."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Circle
from apps.circles.services.leaving import leave
from apps.introductions.answer_links import YES
from apps.introductions.models import Introduction, MailedYes, NeverWith
from apps.introductions.services import mailing
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.introductions.mailing import CHOICES, link, masked, said, say_yes
from tests.introductions.scenes import ask

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)
OVER = "This introduction no longer waits for an answer."


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User) -> Introduction:
    return ask(circle, mina, jonas, at=timezone.now())


@pytest.fixture
def client() -> Client:
    """Signed in nowhere."""
    return Client()


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


def test_never_with_is_neither_broken_nor_told(asked: Introduction, mina: User, jonas: User, client: Client) -> None:
    before = masked(client.get(link(asked, mina, YES)).text)
    NeverWith.objects.create(user=mina, other=jonas, at=timezone.now())

    assert masked(client.get(link(asked, mina, YES)).text) == before
    assert client.get(say_yes(client, asked, mina)).status_code == 200
    mailing.count_due(at=timezone.now() + TEN)
    assert (said(asked, mina), MailedYes.objects.count()) == (("", ""), 0)
