from datetime import datetime, timedelta

import pytest

from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Connection, Conversation, Introduction
from apps.introductions.services.answering import TooLate, answer
from apps.introductions.services.ending import close_due, end_between, end_for_leaver
from apps.introductions.services.introducing import introduce, introduce_by_wish
from apps.mail.models import OutboxMail
from apps.profiles.models import Change, User
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db
State = Introduction.State


@pytest.fixture
def pair() -> tuple[User, User]:
    return make_user("Mina"), make_user("Jonas")


@pytest.fixture
def introduction(pair: tuple[User, User], at: datetime) -> Introduction:
    circle = make_circle("marketing", members=pair)
    curator = circle.memberships.get(role="curator").user
    return introduce(circle, pair, by=curator, note="You two should meet.", at=at)


def test_answer_yes_from_both_opens_one_conversation(
    introduction: Introduction, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair

    assert answer(introduction, user=mina, value="yes", at=at).state == State.ASKED
    assert answer(introduction, user=jonas, value="yes", at=at).state == State.MADE

    conversation = Conversation.objects.get()
    assert sorted(m.user_id for m in conversation.members.all()) == [mina.pk, jonas.pk]
    connection = Connection.objects.get()
    assert (connection.low, connection.high, connection.through) == (mina, jonas, introduction.made_by)
    assert OutboxMail.objects.filter(purpose="introduction_made").count() == 2
    assert sorted(Change.objects.values_list("user_id", flat=True)) == [mina.pk, jonas.pk]


def test_answer_no_looks_like_silence(introduction: Introduction, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    before = OutboxMail.objects.count()

    answer(introduction, user=mina, value="no", at=at)

    introduction.refresh_from_db()
    assert introduction.state == State.ASKED
    assert introduction.state_for(jonas, at=at) == State.ASKED
    assert Introduction.objects.awaiting(jonas, at).get() == introduction
    assert OutboxMail.objects.count() == before
    assert Change.objects.count() == 0


def test_answer_twice_is_one_answer(introduction: Introduction, pair: tuple[User, User], at: datetime) -> None:
    for _ in range(2):
        for user in pair:
            answer(introduction, user=user, value="yes", at=at)

    assert Conversation.objects.count() == 1
    assert OutboxMail.objects.filter(purpose="introduction_made").count() == 2


def test_answer_no_may_become_yes_while_it_is_open(
    introduction: Introduction, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    answer(introduction, user=mina, value="no", at=at)
    answer(introduction, user=jonas, value="yes", at=at)

    assert answer(introduction, user=mina, value="yes", at=at).state == State.MADE


def test_answer_after_the_closing_time_is_too_late(
    introduction: Introduction, pair: tuple[User, User], at: datetime
) -> None:
    with pytest.raises(TooLate, match="no longer waits"):
        answer(introduction, user=pair[0], value="yes", at=at + TIME_TO_ANSWER)


def test_close_due_closes_at_the_closing_time_and_only_once(introduction: Introduction, at: datetime) -> None:
    end = at + TIME_TO_ANSWER

    assert close_due(at=end - timedelta(seconds=1)) == 0
    assert close_due(at=end) == 1
    assert close_due(at=end) == 0
    introduction.refresh_from_db()
    assert introduction.state == State.NOT_MADE


def test_leaving_and_blocking_end_an_open_ask_alike(pair: tuple[User, User], at: datetime) -> None:
    ends = []
    for end in ("leave", "block"):
        circle = make_circle(f"circle-{end}", members=pair)
        curator = circle.memberships.get(role="curator").user
        introduction = introduce(circle, pair, by=curator, note="Meet.", at=at)
        if end == "leave":
            end_for_leaver(circle, pair[0], at)
        else:
            end_between(pair[0], pair[1], at)
        introduction.refresh_from_db()
        curator_reads = introduction.state_for(curator, at=at)
        ends.append(
            (introduction.state, introduction.state_for(pair[1], at=at), curator_reads, introduction.settled_at)
        )

    assert ends[0] == ends[1] == (State.NOT_MADE, State.NOT_MADE, State.ASKED, at)


def test_introduce_by_wish_is_made_at_once(pair: tuple[User, User], at: datetime) -> None:
    circle = make_circle(members=pair)

    introduction = introduce_by_wish(circle, *pair, at=at)

    assert introduction.state == State.MADE
    assert Connection.objects.get().through is None
