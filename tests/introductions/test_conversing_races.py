"""Somebody writes in the same instant as the conversation is left, or closed by a block. Each race is also run with the
lock taken away, to prove that it exists."""

from collections.abc import Callable
from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.introductions.models import Conversation, Message
from apps.introductions.services import conversing, keeping
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.instant import SURELY, Other, unlocked
from tests.introductions.scenes import conversation_of

pytestmark = pytest.mark.django_db(transaction=True)
End = Callable[[Conversation, User, User, datetime], object]


def blocked_by_the_other(conversation: Conversation, author: User, other: User, at: datetime) -> object:
    return block(other, author, at=at)


def blocked_by_the_author(conversation: Conversation, author: User, other: User, at: datetime) -> object:
    return block(author, other, at=at)


def left_by_the_author(conversation: Conversation, author: User, other: User, at: datetime) -> object:
    return keeping.leave(conversation, user=author, at=at)


ENDS = [blocked_by_the_other, blocked_by_the_author, left_by_the_author]


@pytest.fixture
def conversation(transactional_db: None, circle: Circle, mina: User, jonas: User, at: datetime) -> Conversation:
    return conversation_of(circle, mina, jonas, at=at)


def ending(end: End, conversation: Conversation, author: User, other: User, at: datetime) -> Other:
    """Tells how many messages there were once it had ended."""

    def act() -> int:
        end(conversation, author, other, at)
        return Message.objects.count()

    return Other(act)


@pytest.mark.parametrize("end", ENDS)
def test_a_message_comes_before_the_end_that_waited_for_it(
    end: End, conversation: Conversation, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ending(end, conversation, mina, jonas, at)
    other.acts_before(monkeypatch, conversing, "_keep_pace")

    conversing.write_message(conversation, author=mina, body="Hello", at=at)

    assert (other.finished().errors, other.result, Message.objects.count()) == ([], 1, 1)


@pytest.mark.parametrize("end", ENDS)
def test_without_the_lock_a_message_comes_after_the_end(
    end: End, conversation: Conversation, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ending(end, conversation, mina, jonas, at)
    other.acts_before(monkeypatch, conversing, "_keep_pace", seconds=SURELY)
    write = unlocked(monkeypatch, conversing.write_message)

    write(conversation, author=mina, body="Hello", at=at)

    assert (other.finished().errors, other.result, Message.objects.count()) == ([], 0, 1)
