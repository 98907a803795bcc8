"""The same mail, handed in twice in the same instant; and one beside the end of the conversation."""

from datetime import datetime

import pytest
from pytest_django import Settings

from apps.circles.models import Circle
from apps.introductions import reply_mails
from apps.introductions.models import MailedReply, Message
from apps.introductions.services import replying
from apps.introductions.services.conversing import write_message
from apps.introductions.services.keeping import leave
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.instant import SURELY, Other, unlocked
from tests.introductions.replying.answering import INBOUND, reply
from tests.introductions.scenes import conversation_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(transactional_db: None, circle: Circle, mina: User, jonas: User, at: datetime, settings: Settings) -> Message:
    settings.INBOUND_ADDRESS, settings.INBOUND_SECRET = INBOUND, "s" * 50
    return write_message(conversation_of(circle, mina, jonas, at=at), author=jonas, body="Shall we meet?", at=at)


@pytest.mark.parametrize("words", ["Tuesday works.", ""])
@pytest.mark.parametrize("moment", ["is_address_of", "clean_text"])
def test_the_same_mail_twice_in_an_instant_is_one(
    moment: str, words: str, asked: Message, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other(lambda: reply(asked, words, by=mina, at=at))
    other.acts_before(monkeypatch, replying, moment)

    reply(asked, words, by=mina, at=at)

    assert other.finished().errors == []
    told = OutboxMail.objects.filter(purpose="reply_not_sent").count()
    assert (Message.objects.count() - 1, told, MailedReply.objects.count()) == (bool(words), not words, 1)


def test_two_mails_from_elsewhere_are_told_of_once(
    asked: Message, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other(lambda: reply(asked, by=mina, at=at, number=2, sender="evil@example.net"))
    other.acts_before(monkeypatch, replying, "is_address_of")

    reply(asked, by=mina, at=at, sender="evil@example.net")

    assert other.finished().errors == []
    assert (OutboxMail.objects.filter(purpose="reply_not_sent").count(), MailedReply.objects.count()) == (1, 2)


def test_without_the_lock_two_mails_are_told_of_twice(
    asked: Message, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Other(lambda: reply(asked, by=mina, at=at, number=2, sender="evil@example.net"))
    # After the first has asked whether somebody was told.
    other.acts_before(monkeypatch, reply_mails, "enqueue_not_sent", seconds=SURELY)
    monkeypatch.setattr(replying, "_take", unlocked(monkeypatch, replying._take))

    reply(asked, by=mina, at=at, sender="evil@example.net")

    assert other.finished().errors == []
    assert OutboxMail.objects.filter(purpose="reply_not_sent").count() == 2


@pytest.mark.parametrize("end", ["block", "leave"])
def test_an_answer_comes_before_the_end_that_waited_for_it(
    end: str, asked: Message, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act() -> None:
        if end == "block":
            block(jonas, mina, at=at)
        else:
            leave(asked.conversation, user=mina, at=at)

    other = Other(act)
    other.acts_before(monkeypatch, replying, "clean_text")

    reply(asked, by=mina, at=at)

    assert other.finished().errors == []
    reply(asked, "Too late", by=mina, at=at, number=2)
    assert list(Message.objects.order_by("pk").values_list("body", flat=True)) == ["Shall we meet?", "Tuesday works."]
