"""Muting, leaving, coming back and marking as unread, and what is told of a conversation then."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.circles.models import Circle
from apps.digests.talks import unread_of
from apps.introductions.models import Conversation
from apps.introductions.services import keeping
from apps.introductions.services.conversing import CannotWrite, mark_read, write_message
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.introductions.scenes import conversation_of, read, signed_in, url
from tests.introductions.sending import delivered, states

pytestmark = pytest.mark.django_db
DOT = "(something new to read)"


@pytest.fixture
def conversation(circle: Circle, mina: User, jonas: User, at: datetime) -> Conversation:
    return conversation_of(circle, mina, jonas, at=at)


def told_of(user: User) -> list[Conversation]:
    return [talk.conversation for talk in unread_of(user, digest=None)]


def mails_of(at: datetime) -> dict[str, str]:
    return states(delivered(at, "message"))


def test_a_muted_conversation_is_open_and_tells_of_nothing(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    keeping.mute(conversation, user=mina, at=at)
    write_message(conversation, author=jonas, body="CANARY", at=at)

    assert (told_of(mina), mails_of(at)) == ([], {"Mina": "dropped"})
    people = read(mina, "people")
    assert (DOT in people, "Something new to read" in people) == (False, False)
    assert "CANARY" in read(mina, "conversation", conversation.pk)


def test_what_is_unmuted_tells_again(conversation: Conversation, mina: User, jonas: User, at: datetime) -> None:
    keeping.mute(conversation, user=mina, at=at)
    keeping.unmute(conversation, user=mina)

    write_message(conversation, author=jonas, body="Hello", at=at)

    assert (told_of(mina), mails_of(at)) == ([conversation], {"Mina": "kept"})
    people = read(mina, "people")
    assert (DOT in people, "Something new to read" in people) == (True, True)


def test_who_has_left_reads_what_was_until_then_and_writes_no_more(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=jonas, body="before", at=at)
    keeping.leave(conversation, user=mina, at=at + timedelta(minutes=1))
    write_message(conversation, author=jonas, body="CANARY", at=at + timedelta(minutes=2))

    page = read(mina, "conversation", conversation.pk)
    assert ["before" in page, "CANARY" in page, "<textarea" in page, "Come back" in page] == [True, False, False, True]
    assert (told_of(mina), mails_of(at + timedelta(hours=1))) == ([], {"Mina": "dropped"})
    with pytest.raises(CannotWrite):
        write_message(conversation, author=mina, body="Hello", at=at + timedelta(minutes=3))
    assert f'href="{url("conversation", conversation.pk)}"' not in read(mina, "people")
    assert "Jonas Weber" in read(mina, "left")


def test_who_comes_back_reads_what_came_since(conversation: Conversation, mina: User, jonas: User) -> None:
    client = signed_in(mina)
    left = client.post(url("leave", conversation.pk))
    write_message(conversation, author=jonas, body="meanwhile", at=timezone.now())

    back = client.post(url("come_back", conversation.pk))

    assert [left.headers["Location"], back.headers["Location"]] == [url("people"), url("conversation", conversation.pk)]
    assert "meanwhile" in read(mina, "conversation", conversation.pk)
    assert "Jonas Weber" not in read(mina, "left")


def test_a_group_goes_on_without_who_has_left(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, cleo, at=at)
    keeping.leave(conversation, user=jonas, at=at)

    write_message(conversation, author=mina, body="Hello", at=at)

    assert mails_of(at) == {"Jonas": "dropped", "Cleo": "kept"}
    assert "Jonas Weber" in read(cleo, "conversation", conversation.pk)


def test_twice_is_once(conversation: Conversation, mina: User, at: datetime) -> None:
    for minutes in (0, 5):
        keeping.mute(conversation, user=mina, at=at + timedelta(minutes=minutes))
        keeping.leave(conversation, user=mina, at=at + timedelta(minutes=minutes))

    mine = conversation.members.get(user=mina)
    assert (mine.muted_at, mine.left_at) == (at, at)


def test_marked_as_unread_it_is_told_of_again(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=jonas, body="Hello", at=at)
    mark_read(conversation, reader=mina, at=at)
    before = told_of(mina)

    keeping.put_down_unread(conversation, user=mina)

    assert (before, told_of(mina)) == ([], [conversation])


def test_behind_a_block_nothing_is_left_or_muted(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    block(jonas, mina, at=at)

    keeping.leave(conversation, user=mina, at=at)

    assert conversation.members.get(user=mina).left_at is None


def test_the_mark_goes_with_the_page_on_which_it_was_read(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=jonas, body="Hello", at=at)

    before, page = read(mina, "people"), read(mina, "conversation", conversation.pk)

    assert (DOT in before, DOT in page) == (True, False)
