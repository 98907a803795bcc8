"""An answer by mail: what becomes a message."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from pytest_django import Settings

from apps.circles.models import Circle
from apps.introductions import limits, mails
from apps.introductions.models import Conversation, MailedReply, Message
from apps.introductions.services.conversing import mark_read, write_message
from apps.introductions.services.replying import forget_replies
from apps.mail.inbound.addresses import SIGNS
from apps.mail.inbound.taking import receive
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from tests.factories import make_circle
from tests.introductions.replying.answering import address_of, answer_to, reply, said, told
from tests.introductions.scenes import conversation_of, read
from tests.introductions.sending import delivered
from tests.mail.inbound.shapes import GMAIL

pytestmark = pytest.mark.django_db
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


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


def test_what_a_mail_before_left_to_the_page_is_still_new(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=jonas, body="See https://example.org", at=at)
    asked = write_message(conversation, author=jonas, body="Shall we meet?", at=at + MINUTE)

    reply(asked, by=mina, at=at + 2 * MINUTE)

    assert Message.objects.unread_by(mina).count() == 2


def test_a_link_that_was_read_keeps_nothing_new(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    linked = write_message(conversation, author=jonas, body="See https://example.org", at=at)
    mark_read(conversation, reader=mina, at=linked.sent_at)
    asked = write_message(conversation, author=jonas, body="Shall we meet?", at=at + MINUTE)
    write_message(conversation, author=jonas, body="Or see https://example.org", at=at + 2 * MINUTE)

    reply(asked, by=mina, at=at + 3 * MINUTE)

    assert list(Message.objects.unread_by(mina).values_list("body", flat=True)) == ["Or see https://example.org"]


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


def test_another_persons_address_is_of_no_use_to_somebody_else(
    asked: Message, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    for user in (cleo, jonas):
        receive(answer_to(address_of(asked, mina, at), sender=user.email), at=at)

    assert said() == []


@pytest.mark.parametrize("bit", range(5))
def test_a_forged_address_changes_nothing(bit: int, asked: Message, mina: User, at: datetime) -> None:
    name, _, signs = address_of(asked, mina, at).partition("@")[0].partition("+")
    rows = OutboxMail.objects.count()

    for place in range(bit, SIGNS, 5):
        changed = ALPHABET[ALPHABET.index(signs[place]) ^ (1 << bit)]
        forged = f"{name}+{signs[:place]}{changed}{signs[place + 1 :]}@in.example.org"
        receive(answer_to(forged, sender=mina.email, number=place), at=at)

    assert (said(), MailedReply.objects.count(), OutboxMail.objects.count()) == ([], 0, rows)


def test_each_answers_in_the_conversation_that_was_mailed(asked: Message, mina: User, cleo: User, at: datetime) -> None:
    other = conversation_of(make_circle(members=[mina, cleo]), mina, cleo, at=at)
    theirs = write_message(other, author=cleo, body="And I?", at=at)

    reply(asked, "One", by=mina, at=at)
    reply(theirs, "Two", by=mina, at=at)

    bodies = [list(talk.messages.order_by("pk").values_list("body", flat=True)) for talk in (asked.conversation, other)]
    assert bodies == [["Shall we meet?", "One"], ["And I?", "Two"]]


@pytest.mark.parametrize(("days", "is_taken"), [(59, True), (60, True), (62, False)])
def test_an_address_works_for_sixty_days(
    days: int, *, is_taken: bool, asked: Message, mina: User, at: datetime
) -> None:
    reply(asked, by=mina, at=at + days * DAY, made=at)

    assert (len(said()), len(told())) == (int(is_taken), int(not is_taken))
    assert is_taken or "worked for 60 days, and they are over." in told()[0].text


def test_after_an_erasure_nothing_comes_of_an_answer(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, by=mina, at=at)
    address, sender = address_of(asked, mina, at), mina.email
    erase(mina, at=at)

    receive(answer_to(address, sender=sender, number=2), at=at)

    assert (said()[0][1], len(said()), told(), MailedReply.objects.count()) == ("", 1, [], 0)


def test_an_automatic_answer_changes_nothing(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, "I am away.", by=mina, at=at, Auto_Submitted="auto-replied")

    assert (said(), told(), MailedReply.objects.count()) == ([], [], 0)


def test_cut_off_half_way_nothing_is_done_and_it_may_come_again(
    asked: Message, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(mails, "enqueue_message", break_down)
        with pytest.raises(RuntimeError):
            reply(asked, by=mina, at=at)
    assert (said(), MailedReply.objects.count()) == ([], 0)

    reply(asked, by=mina, at=at)

    assert said() == [("Mina", "Tuesday works.")]


def test_what_was_seen_to_is_forgotten_when_no_address_works_any_more(asked: Message, mina: User, at: datetime) -> None:
    reply(asked, by=mina, at=at)
    last, over = at + limits.REPLY_BY_MAIL + DAY, at + limits.REPLY_BY_MAIL + DAY + MINUTE

    assert [forget_replies(at=moment) for moment in (last, over, over)] == [0, 1, 0]

    reply(asked, by=mina, at=over + DAY, made=at)
    assert said() == [("Mina", "Tuesday works.")]


def test_as_long_as_the_address_works_the_same_mail_is_one(asked: Message, mina: User) -> None:
    morning = datetime(2026, 5, 3, 6, tzinfo=UTC)
    evening = morning + limits.REPLY_BY_MAIL + timedelta(hours=12)
    reply(asked, by=mina, at=morning)

    forget_replies(at=evening)
    reply(asked, by=mina, at=evening, made=morning)

    assert (said(), told()) == ([("Mina", "Tuesday works.")], [])
