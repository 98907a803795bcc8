"""An answer by mail: what becomes a message, what does not, and what is said of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from pytest_django import Settings

from apps.circles.models import Circle
from apps.introductions import limits
from apps.introductions.models import Conversation, ConversationMember, MailedReply, Message
from apps.introductions.services import conversing
from apps.introductions.services.conversing import write_message
from apps.introductions.services.keeping import leave
from apps.introductions.services.replying import forget_replies
from apps.mail.inbound.taking import receive
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import erase
from tests.factories import make_circle, make_user
from tests.introductions.answering_mails import INBOUND, address_of, answer_to, reply
from tests.introductions.scenes import conversation_of, read
from tests.introductions.sending import delivered
from tests.mail.inbound.shapes import GMAIL, TEXTS, picture, plain, several, written

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _open(settings: Settings) -> None:
    settings.INBOUND_ADDRESS, settings.INBOUND_SECRET = INBOUND, "s" * 50


@pytest.fixture
def conversation(circle: Circle, mina: User, jonas: User, at: datetime) -> Conversation:
    return conversation_of(circle, mina, jonas, at=at)


@pytest.fixture
def asked(conversation: Conversation, jonas: User, at: datetime) -> Message:
    """What Mina answers."""
    return write_message(conversation, author=jonas, body="Shall we meet?", at=at)


def said() -> list[tuple[str, str]]:
    rows = Message.objects.order_by("pk").values_list("author__profile__name", "body")
    return [(name.partition(" ")[0], body) for name, body in rows][1:]


def told() -> list[OutboxMail]:
    """Mails about answers that were not sent, as they read."""
    for mail in OutboxMail.objects.filter(purpose="reply_not_sent", state="queued"):
        deliver(mail.pk, at=mail.due_at)
    return list(OutboxMail.objects.filter(purpose="reply_not_sent").order_by("pk"))


def test_an_answer_becomes_a_message_and_is_mailed_on(asked: Message, mina: User, jonas: User, at: datetime) -> None:
    reply(asked, f"Tuesday works.\n\n{GMAIL}", by=mina, at=at + MINUTE)

    assert said() == [("Mina", "Tuesday works.")]
    assert told() == []
    assert delivered(at + MINUTE, "message")["Jonas Weber"].subject == "Mina Park wrote to you"


def test_the_mail_about_a_message_says_that_it_can_be_answered(
    asked: Message, mina: User, at: datetime, settings: Settings
) -> None:
    mail = delivered(at, "message")["Mina Park"]
    assert [text.count("Or simply answer this mail.") for text in (mail.text, mail.html)] == [1, 1]


def test_where_no_mail_comes_in_nothing_is_said_of_it(
    conversation: Conversation, jonas: User, at: datetime, settings: Settings
) -> None:
    settings.INBOUND_ADDRESS = ""
    write_message(conversation, author=jonas, body="Shall we meet?", at=at)

    mail = delivered(at, "message")["Mina Park"]

    assert [text.count("answer this mail") for text in (mail.text, mail.html)] == [0, 0]


def test_the_same_mail_again_is_nothing(asked: Message, mina: User, at: datetime) -> None:
    for hours in range(3):
        reply(asked, by=mina, at=at + timedelta(hours=hours))
    reply(asked, "", by=mina, at=at, number=2)
    reply(asked, "", by=mina, at=at + DAY, number=2)

    assert said() == [("Mina", "Tuesday works.")]
    assert len(told()) == 1


def test_another_mail_with_the_same_words_is_another_message(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, by=mina, at=at)
    reply(asked, by=mina, at=at + DAY, number=2)

    assert said() == [("Mina", "Tuesday works.")] * 2


def test_what_is_answered_counts_as_read(asked: Message, conversation: Conversation, mina: User, at: datetime) -> None:
    assert Conversation.objects.unread_by(mina).exists()

    reply(asked, by=mina, at=at + MINUTE)

    assert not Conversation.objects.unread_by(mina).exists()


def test_what_the_mail_left_to_the_page_is_still_new(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    asked = write_message(conversation, author=jonas, body="See https://example.org", at=at)

    reply(asked, by=mina, at=at + MINUTE)

    assert Conversation.objects.unread_by(mina).exists()


def test_links_in_an_answer_wait_until_both_have_written_like_all(
    conversation: Conversation, mina: User, jonas: User, cleo: User, circle: Circle
) -> None:
    at = timezone.now()
    group = conversation_of(circle, mina, jonas, cleo, at=at)
    asked = write_message(group, author=jonas, body="Where?", at=at)

    reply(asked, "Here: https://example.org/pier", by=mina, at=at)

    link = 'href="https://example.org/pier"'
    assert [link in read(reader, "conversation", group.pk) for reader in (cleo, jonas, mina)] == [False, True, True]


@pytest.mark.parametrize("address", ["MINA@work.example", "mina@work.example"])
def test_each_proven_address_of_theirs_will_do(address: str, asked: Message, mina: User, at: datetime) -> None:
    EmailAddress.objects.create(user=mina, email="mina@work.example", verified=True)

    reply(asked, by=mina, at=at, sender=f"Mina <{address}>")

    assert said() == [("Mina", "Tuesday works.")]


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


def test_another_persons_address_is_of_no_use_to_somebody_else(
    asked: Message, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    for user in (cleo, jonas):
        receive(answer_to(address_of(asked, mina, at), sender=user.email), at=at)

    assert said() == []


def test_each_answers_in_the_conversation_that_was_mailed(asked: Message, mina: User, cleo: User, at: datetime) -> None:
    other = conversation_of(make_circle(members=[mina, cleo]), mina, cleo, at=at)
    theirs = write_message(other, author=cleo, body="And I?", at=at)

    reply(asked, "One", by=mina, at=at)
    reply(theirs, "Two", by=mina, at=at)

    bodies = [list(talk.messages.order_by("pk").values_list("body", flat=True)) for talk in (asked.conversation, other)]
    assert bodies == [["Shall we meet?", "One"], ["And I?", "Two"]]


def test_an_address_for_somebody_who_is_not_in_it_says_what_the_page_says(
    asked: Message, cleo: User, at: datetime
) -> None:
    reply(asked, by=cleo, at=at)

    assert said() == []
    assert "You cannot write in this conversation." in told()[0].text


@pytest.mark.parametrize(("days", "is_taken"), [(59, True), (60, True), (62, False)])
def test_an_address_works_for_sixty_days(
    days: int, *, is_taken: bool, asked: Message, mina: User, at: datetime
) -> None:
    reply(asked, by=mina, at=at + days * DAY, made=at)

    assert (len(said()), len(told())) == (int(is_taken), int(not is_taken))
    assert is_taken or "worked for 60 days, and they are over." in told()[0].text


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


def test_after_an_erasure_nothing_comes_of_an_answer(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, by=mina, at=at)
    address, sender = address_of(asked, mina, at), mina.email
    erase(mina, at=at)

    receive(answer_to(address, sender=sender, number=2), at=at)

    assert (said()[0][1], len(said()), told(), MailedReply.objects.count()) == ("", 1, [], 0)


def test_one_mail_an_hour_at_most_in_each_conversation(asked: Message, mina: User, cleo: User, at: datetime) -> None:
    other = conversation_of(make_circle(members=[mina, cleo]), mina, cleo, at=at)
    theirs = write_message(other, author=cleo, body="And I?", at=at)
    minutes = []

    for number in range(0, 150, 10):
        reply(
            asked, "", by=mina, at=at + number * MINUTE, number=number, sender="evil@example.net" if number % 20 else ""
        )
        if told()[-1].due_at == at + number * MINUTE:
            minutes.append(number)
    reply(theirs, "", by=mina, at=at + 150 * MINUTE)

    assert (minutes, len(told())) == ([0, 60, 120], 4)


def test_an_automatic_answer_changes_nothing(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, "I am away.", by=mina, at=at, Auto_Submitted="auto-replied")

    assert (said(), told(), MailedReply.objects.count()) == ([], [], 0)


def test_cut_off_half_way_nothing_is_done_and_it_may_come_again(
    asked: Message, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(conversing.mails, "enqueue_message", break_down)
        with pytest.raises(RuntimeError):
            reply(asked, by=mina, at=at)
    assert (said(), MailedReply.objects.count()) == ([], 0)

    reply(asked, by=mina, at=at)

    assert said() == [("Mina", "Tuesday works.")]


def test_what_was_seen_to_is_forgotten_when_no_address_works_any_more(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, by=mina, at=at)
    over = at + limits.REPLY_BY_MAIL + DAY

    assert [forget_replies(at=moment) for moment in (at + limits.REPLY_BY_MAIL, over, over)] == [0, 1, 0]

    reply(asked, by=mina, at=over + DAY, made=at)
    assert said() == [("Mina", "Tuesday works.")]
