"""A circle is closed while people in it are asked, or talk to each other."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.circles.services import circles
from apps.introductions import limits
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services.answering import TooLate
from apps.introductions.services.conversing import write_message
from apps.introductions.services.ending import close_due
from apps.profiles.models import User
from tests.introductions.scenes import ask, conversation_of, read, say_yes
from tests.introductions.sending import delivered, states

pytestmark = pytest.mark.django_db
State = Introduction.State


def close(circle: Circle, carol: User, at: datetime) -> None:
    circles.close(circle, by=carol, at=at)


def test_nobody_is_mailed_about_an_ask_after_the_close_or_a_reopening(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    ask(circle, mina, jonas, at=at)

    close(circle, carol, at)
    closed = states(delivered(at))
    circles.reopen(circle, by=carol)

    assert closed == states(delivered(at)) == {"Mina": "dropped", "Jonas": "dropped"}


def test_an_open_ask_takes_no_answer_and_ends_at_its_time_like_any_silence(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduction = say_yes(ask(circle, mina, jonas, at=at), mina, at=at)
    close(circle, carol, at)

    with pytest.raises(TooLate):
        say_yes(introduction, jonas, at=at)

    introduction.refresh_from_db()
    assert [introduction.state_for(user, at=at) for user in (mina, jonas, carol)] == [State.ASKED] * 3
    close_due(at=at + limits.TIME_TO_ANSWER)
    introduction.refresh_from_db()
    assert introduction.state == State.NOT_MADE


def test_an_ask_waits_again_after_a_reopening_until_its_time(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduction = say_yes(ask(circle, mina, jonas, at=at), mina, at=at)
    close(circle, carol, at)
    circles.reopen(circle, by=carol)

    assert say_yes(introduction, jonas, at=at).state == State.MADE


def test_a_conversation_goes_on_after_the_close_with_its_mails(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    write_message(conversation, author=jonas, body="Hello from before.", at=at)
    close(circle, carol, at)

    write_message(conversation, author=mina, body="Hello from after.", at=at + timedelta(days=1))

    mails = delivered(at + timedelta(days=1), "message")
    assert states(mails) == {"Mina": "kept", "Jonas": "kept"}
    assert mails[jonas.profile.name].subject == "Mina Park wrote to you"
    page = read(jonas, "conversation", conversation.pk)
    assert [words in page for words in ("Hello from before.", "Hello from after.")] == [True, True]


def test_who_said_yes_before_the_close_hears_that_they_met_and_nothing_of_the_circle(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    conversation_of(circle, mina, jonas, at=at)
    close(circle, carol, at)

    mail = delivered(at, "made")[mina.profile.name]

    assert (mail.state, mail.subject) == ("kept", "You have met Jonas Weber")
    for text in (mail.text, mail.html):
        assert "You and Jonas Weber said yes." in text
        assert "marketing" not in text


def test_a_group_made_before_the_close_stays_and_nobody_joins_it_any_more(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    group = say_yes(ask(circle, mina, jonas, cleo, at=at), mina, jonas, at=at)
    close(circle, carol, at)

    with pytest.raises(TooLate):
        say_yes(group, cleo, at=at)

    conversation = Conversation.objects.get()
    assert set(conversation.members.values_list("user", flat=True)) == {mina.pk, jonas.pk}
    for user in (mina, jonas):
        assert Conversation.objects.visible_to(user).get() == conversation
        assert read(user, "conversation", conversation.pk)
    assert not Conversation.objects.visible_to(cleo).exists()
