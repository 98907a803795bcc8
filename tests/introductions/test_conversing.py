from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions.limits import MESSAGE_LENGTH
from apps.introductions.models import Conversation, Message
from apps.introductions.services.conversing import CannotWrite, mark_read, write_message
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.factories import make_user
from tests.introductions.scenes import ask, conversation_of, say_yes

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def conversation(circle: Circle, mina: User, jonas: User, at: datetime) -> Conversation:
    return conversation_of(circle, mina, jonas, at=at)


def bodies() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("body", flat=True))


def mailed_to() -> list[str]:
    return list(OutboxMail.objects.filter(purpose="message").order_by("pk").values_list("address", flat=True))


def test_a_message_is_kept_as_written_and_mailed_to_the_others(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    message = write_message(conversation, author=mina, body="  Hello\nJonas <b> \n", at=at)

    assert (message.author, message.body, message.sent_at) == (mina, "Hello\nJonas <b>", at)
    assert mailed_to() == [jonas.email]


def test_a_double_click_is_one_message(conversation: Conversation, mina: User, at: datetime) -> None:
    first = write_message(conversation, author=mina, body="Hello", at=at)

    second = write_message(conversation, author=mina, body="Hello ", at=at + 59 * SECOND)

    assert (second, bodies(), len(mailed_to())) == (first, ["Hello"], 1)


def test_the_same_words_later_or_from_the_other_are_another_message(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=mina, body="Hello", at=at)
    write_message(conversation, author=jonas, body="Hello", at=at)
    write_message(conversation, author=mina, body="Hello", at=at)
    write_message(conversation, author=mina, body="Hello", at=at + 61 * SECOND)

    assert bodies() == ["Hello"] * 4


@pytest.mark.parametrize(
    ("body", "sentence"), [("", "Write a few words"), (" \n ", "Write a few words"), ("x" * 5001, "longer than 5,000")]
)
def test_nothing_and_too_much_are_not_sent(
    body: str, sentence: str, conversation: Conversation, mina: User, at: datetime
) -> None:
    with pytest.raises(CannotWrite, match=sentence):
        write_message(conversation, author=mina, body=body, at=at)
    assert (bodies(), mailed_to()) == ([], [])


def test_the_longest_message_is_sent(conversation: Conversation, mina: User, at: datetime) -> None:
    assert len(write_message(conversation, author=mina, body="x" * MESSAGE_LENGTH, at=at).body) == MESSAGE_LENGTH


def test_only_members_write(conversation: Conversation, carol: User, cleo: User, at: datetime) -> None:
    for user in (carol, cleo, make_user("Stranger")):
        with pytest.raises(CannotWrite, match="You cannot write"):
            write_message(conversation, author=user, body="Hello", at=at)
    assert bodies() == []


def test_who_has_not_said_yes_does_not_write(circle: Circle, mina: User, jonas: User, cleo: User, at: datetime) -> None:
    made = say_yes(ask(circle, mina, jonas, cleo, at=at), mina, jonas, at=at)

    with pytest.raises(CannotWrite):
        write_message(made.conversation, author=cleo, body="Hello", at=at)


def test_neither_side_of_a_block_writes(conversation: Conversation, mina: User, jonas: User, at: datetime) -> None:
    block(jonas, mina, at=at)

    for user in (mina, jonas):
        with pytest.raises(CannotWrite, match="You cannot write"):
            write_message(conversation, author=user, body="Hello", at=at)


def test_a_block_between_two_others_is_not_told_to_the_third(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, cleo, at=at)
    block(jonas, mina, at=at)

    write_message(conversation, author=cleo, body="Hello", at=at)

    assert (bodies(), sorted(mailed_to())) == (["Hello"], sorted([mina.email, jonas.email]))


def test_a_removed_message_is_no_double_of_a_new_one(conversation: Conversation, mina: User, at: datetime) -> None:
    Message.objects.create(conversation=conversation, author=mina, body="", sent_at=at, removed=True)

    write_message(conversation, author=mina, body="Hello", at=at)

    assert bodies() == ["", "Hello"]


def test_reading_marks_the_reader_alone(conversation: Conversation, mina: User, at: datetime) -> None:
    mark_read(conversation, reader=mina, at=at)

    marks = dict(conversation.members.values_list("user__profile__name", "read_at"))
    assert marks == {"Mina Park": at, "Jonas Weber": None}


def test_whoever_is_not_answered_writes_five_messages_in_a_day(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    for number in range(5):
        write_message(conversation, author=mina, body=f"{number}", at=at + number * SECOND)

    with pytest.raises(CannotWrite, match="nobody has answered yet"):
        write_message(conversation, author=mina, body="5", at=at + 6 * SECOND)
    write_message(conversation, author=mina, body="5", at=at + timedelta(days=1, seconds=1))
    write_message(conversation, author=jonas, body="Hello", at=at + timedelta(days=1, seconds=2))
    write_message(conversation, author=mina, body="6", at=at + timedelta(days=1, seconds=3))

    assert bodies() == ["0", "1", "2", "3", "4", "5", "Hello", "6"]
