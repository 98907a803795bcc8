"""To whom a mail of this room is not sent, as things stand at sending time."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Introduction, Message
from apps.introductions.services.conversing import mark_read, write_message
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from apps.profiles.services.profile import resume
from tests.introductions.scenes import (
    ENDING,
    SEALED,
    SHADOWS,
    ask,
    block_other,
    conversation_of,
    pause_all,
    say_no,
    say_yes,
)
from tests.introductions.sending import delivered, states

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("happening", [*SEALED, *ENDING])
def test_an_ask_is_not_sent_to_whom_it_does_not_wait_for_and_the_other_notices_nothing(
    happening: str, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, at=at)

    (SEALED | ENDING)[happening](introduction, mina, jonas, at)

    waits, ended = happening == "silence", happening in ENDING
    told = delivered(at, "introduction_asked")
    assert states(told) == {"Mina": "kept" if waits else "dropped", "Jonas": "dropped" if ended else "kept"}


def test_an_ask_is_not_sent_after_the_closing_time_or_to_who_has_answered_or_is_erased(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, cleo, at=at)
    say_no(introduction, mina, jonas, at)
    erase(cleo, at=at)

    assert set(states(delivered(at + TIME_TO_ANSWER)).values()) == {"dropped"}
    assert not OutboxMail.objects.filter(user=cleo).exists()


@pytest.mark.parametrize("happening", SHADOWS)
def test_a_shadow_writes_to_nobody_also_when_its_reason_is_over(
    happening: str, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    SHADOWS[happening](circle, mina, jonas, at)
    OutboxMail.objects.all().delete()
    ask(circle, mina, jonas, at=at)
    resume(mina, at=at)

    assert delivered(at) == {}


@pytest.mark.parametrize("gone", ["erased", "blocked"])
def test_an_introducer_whom_the_reader_may_not_know_of_is_not_named(
    gone: str, circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, at=at)
    if gone == "erased":
        erase(carol, at=at)
    else:
        block_other(introduction, carol, mina, at)

    mails = delivered(at)

    assert states(mails) == {"Mina": "kept" if gone == "erased" else "dropped", "Jonas": "kept"}
    mina_reads = mails["Mina Park"]
    for text in (mina_reads.subject, mina_reads.text, mina_reads.html):
        assert ["Carol" in text, "without a name" in text] == [False, False]


def test_who_has_not_said_yes_is_told_nothing_when_a_group_is_made(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    say_yes(ask(circle, mina, jonas, cleo, at=at), mina, jonas, at=at)

    assert sorted(delivered(at, "introduction_made")) == ["Jonas Weber", "Mina Park"]


@pytest.mark.parametrize("happening", ["pause", "deletion", "block"])
def test_made_and_message_are_not_sent_to_whoever_is_not_there_for_it(
    happening: str, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    write_message(conversation, author=jonas, body="Hello", at=at)

    (SEALED | ENDING)[happening](conversation.introduction, mina, jonas, at)

    blocked = happening == "block"
    assert states(delivered(at, "made")) == {"Mina": "dropped", "Jonas": "dropped" if blocked else "kept"}
    assert states(delivered(at, "message")) == {"Mina": "dropped"}


def test_a_message_is_not_mailed_once_it_was_read_or_removed(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    for number, author in enumerate((mina, jonas)):
        write_message(conversation, author=author, body="Hello", at=at + timedelta(seconds=number))
    mark_read(conversation, reader=mina, at=at + timedelta(seconds=1))
    Message.objects.filter(author=mina).update(removed=True, body="")

    assert states(delivered(at + timedelta(seconds=1), "message")) == {"Mina": "dropped", "Jonas": "dropped"}


def test_an_erased_member_is_not_named_as_met(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    say_yes(ask(circle, mina, jonas, cleo, at=at), mina, jonas, cleo, at=at)
    erase(cleo, at=at)

    assert delivered(at, "made")["Mina Park"].subject == "You have met Jonas Weber"
    erase(jonas, at=at)
    OutboxMail.objects.filter(user=mina).update(state="queued", payload={"id": Introduction.objects.get().pk})
    assert states(delivered(at, "made")) == {"Mina": "dropped"}


def test_a_mail_that_a_paused_person_missed_is_not_sent_late(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    pause_all(ask(circle, mina, jonas, at=at), mina, jonas, at)
    delivered(at)
    resume(mina, at=at)

    assert states(delivered(at)) == {"Mina": "dropped", "Jonas": "kept"}
