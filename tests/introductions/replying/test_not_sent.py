"""An answer by mail: what does not become a message, and what its writer is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from apps.circles.models import Circle
from apps.introductions import limits
from apps.introductions.models import Conversation, ConversationMember, MailedReply, Message
from apps.introductions.services.conversing import write_message
from apps.introductions.services.keeping import leave
from apps.mail.inbound.taking import receive
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.factories import make_circle, make_user
from tests.introductions.replying.answering import address_of, reply, said, told
from tests.introductions.scenes import conversation_of
from tests.mail.inbound.shapes import GMAIL, TEXTS, picture, plain, several, written

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    "sender", ["evil@example.net", "mina@unproven.example", "jonas", '"{mina}" <evil@example.net>']
)
def test_from_another_address_nothing_is_taken_and_she_is_told(
    sender: str, asked: Message, mina: User, jonas: User, at: datetime
) -> None:
    EmailAddress.objects.create(user=mina, email="mina@unproven.example", verified=False)
    sender = jonas.email if sender == "jonas" else sender.format(mina=mina.email)

    reply(asked, "Buy my book.", by=mina, at=at, sender=sender)

    assert said() == []
    mail = told()[0]
    assert (mail.address, mail.subject) == (mina.email, "An answer from another address was not sent")
    for text in (mail.text, mail.html):
        assert f"answer from {mina.email}" in text
        assert "Buy my book" not in text
        assert "evil@example.net" not in text


def test_an_address_for_somebody_who_is_not_in_it_says_what_the_page_says(
    asked: Message, cleo: User, at: datetime
) -> None:
    reply(asked, by=cleo, at=at)

    assert said() == []
    assert "You cannot write in this conversation." in told()[0].text


def too_long(asked: Message, mina: User, jonas: User, at: datetime) -> None:
    reply(asked, "Words " * 1000, by=mina, at=at)


def too_many(asked: Message, mina: User, jonas: User, at: datetime) -> None:
    other = make_user("Ana")
    talk = conversation_of(make_circle(members=[mina, other]), mina, other, at=at)
    for number in range(5):
        mine = write_message(talk, author=mina, body=f"{number}", at=at - timedelta(hours=number))
    reply(mine, "Words again", by=mina, at=at)


def left(asked: Message, mina: User, jonas: User, at: datetime) -> None:
    leave(asked.conversation, user=mina, at=at)
    reply(asked, "Words of hers", by=mina, at=at)


def expired(asked: Message, mina: User, jonas: User, at: datetime) -> None:
    reply(asked, "Words of hers", by=mina, at=at, made=at - 70 * DAY)


WHYS: dict[Callable[[Message, User, User, datetime], None], str] = {
    too_long: "This is longer than 5,000 characters.",
    too_many: "You have written five messages in a day",
    left: "You cannot write in this conversation.",
    expired: "The address that you answered to worked for 60 days",
}


@pytest.mark.parametrize("happening", WHYS)
def test_who_may_know_is_told_why_and_gets_the_words_back(
    happening: Callable[[Message, User, User, datetime], None], asked: Message, mina: User, jonas: User, at: datetime
) -> None:
    before = Message.objects.exclude(body__regex=r"^\d$").count()

    happening(asked, mina, jonas, at)

    mail = told()[0]
    assert Message.objects.exclude(body__regex=r"^\d$").count() == before
    assert mail.subject == "Your answer was not sent"
    for text in (mail.text, mail.html):
        assert WHYS[happening] in text
        assert "Words " in text
    assert mail.payload == {}


def test_what_is_much_too_long_is_given_back_as_far_as_it_goes(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, "word\n" * 100_000, by=mina, at=at)

    mail = told()[0]
    assert "The rest of it is among the mails that you sent." in mail.text
    assert len(mail.text) < limits.GIVEN_BACK + 1000


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (TEXTS["a quote and nothing else"].raw, "There were no words of your own in it."),
        (plain("\u200b \n"), "Write a few words first."),
        (picture(), "There were only files in it."),
        (several("mixed", plain(GMAIL), picture()), "There were only files in it."),
    ],
)
def test_without_words_she_is_told_what_was_missing(
    raw: str | bytes, sentence: str, asked: Message, mina: User, at: datetime
) -> None:
    whole = written(raw, to=address_of(asked, mina, at)).replace(b"mina@example.org", mina.email.encode())

    receive(whole, at=at)

    assert said() == []
    assert sentence in told()[0].text
    assert "What you wrote" not in told()[0].text


def blocked_by_him(mina: User, jonas: User, talk: Conversation, at: datetime) -> None:
    block(jonas, mina, at=at)


def blocked_by_her(mina: User, jonas: User, talk: Conversation, at: datetime) -> None:
    block(mina, jonas, at=at)


def left_by_her(mina: User, jonas: User, talk: Conversation, at: datetime) -> None:
    leave(talk, user=mina, at=at)


def he_is_suspended(mina: User, jonas: User, talk: Conversation, at: datetime) -> None:
    User.objects.filter(pk=jonas.pk).update(suspended_at=at)


def never_in_it(mina: User, jonas: User, talk: Conversation, at: datetime) -> None:
    ConversationMember.objects.filter(conversation=talk, user=mina).delete()


@pytest.mark.parametrize("words", ["Hello", "x" * 6000, ""])
def test_a_block_reads_like_everything_that_keeps_her_from_writing(words: str, circle: Circle, at: datetime) -> None:
    mails = set()
    for happening in (blocked_by_him, blocked_by_her, left_by_her, he_is_suspended, never_in_it):
        mina, jonas = make_user("Mina Park"), make_user("Jonas Weber")
        talk = conversation_of(make_circle(members=[mina, jonas]), mina, jonas, at=at)
        asked = write_message(talk, author=jonas, body="Shall we meet?", at=at)
        happening(mina, jonas, talk, at)

        reply(asked, words, by=mina, at=at, number=talk.pk)

        mail = told()[-1]
        assert talk.messages.count() == 1
        assert mail.address == mina.email
        link = f"/conversations/{talk.pk}/"
        assert link in mail.text
        seen = [part.replace(link, "") for part in (mail.subject, mail.text, mail.html)]
        mails.add((*seen, mail.due_at))
    assert len(mails) == 1


def test_whom_nobody_may_write_to_is_not_written_to(asked: Message, mina: User, at: datetime) -> None:
    User.objects.filter(pk=mina.pk).update(suspended_at=at)

    reply(asked, by=mina, at=at)
    reply(asked, by=mina, at=at, sender="evil@example.net", number=2)

    assert (said(), told(), MailedReply.objects.count()) == ([], [], 0)


def test_of_other_addresses_one_mail_an_hour_at_most_in_each_conversation(
    asked: Message, mina: User, cleo: User, at: datetime
) -> None:
    other = conversation_of(make_circle(members=[mina, cleo]), mina, cleo, at=at)
    theirs = write_message(other, author=cleo, body="And I?", at=at)
    minutes = []

    for number in range(0, 150, 10):
        reply(asked, by=mina, at=at + number * MINUTE, number=number, sender="evil@example.net")
        if told()[-1].due_at == at + number * MINUTE:
            minutes.append(number)
    reply(theirs, by=mina, at=at + 150 * MINUTE, sender="evil@example.net")

    assert (minutes, len(told())) == ([0, 60, 120], 4)


def test_of_ones_own_answers_each_is_told_of_up_to_six_in_an_hour(asked: Message, mina: User, at: datetime) -> None:
    for number in range(0, 120, 5):
        reply(asked, f"{number} " + "x" * 6000, by=mina, at=at + number * MINUTE, number=number)

    minutes = [(mail.due_at - at) // MINUTE for mail in told()]
    assert minutes == [0, 5, 10, 15, 20, 25, 60, 65, 70, 75, 80, 85]
    assert "\n25 xxx" in told()[5].text


def test_another_address_keeps_nobody_from_hearing_of_their_own(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, by=mina, at=at, sender="evil@example.net", number=1)
    reply(asked, "Mine " + "x" * 6000, by=mina, at=at + MINUTE, number=2)
    reply(asked, by=mina, at=at + 2 * MINUTE, sender="evil@example.net", number=3)

    assert [mail.subject for mail in told()] == [
        "An answer from another address was not sent",
        "Your answer was not sent",
    ]


def test_a_copy_from_another_address_does_not_stand_for_the_mail(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, by=mina, at=at, sender="evil@example.net")
    reply(asked, by=mina, at=at + MINUTE)

    assert said() == [("Mina", "Tuesday works.")]
