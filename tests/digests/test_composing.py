from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.digests.circles_say import Said
from apps.digests.composing import Today, today
from apps.digests.talks import JUST_MET
from apps.introductions.models import Conversation, ConversationMember, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import mark_read, write_message
from apps.introductions.services.introducing import introduce
from apps.profiles.models import User, Visibility
from apps.profiles.services.blocking import block
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import conversation_of
from tests.matching.scenes import LATER

pytestmark = pytest.mark.django_db
SCHOOLS = "You went to high schools 2 miles apart, and both like #yankees"


def names(people: list[User]) -> list[str]:
    return [user.profile.name for user in people]


def said(now: Today) -> tuple[list[str], list[str]]:
    """Every because: of the asks and of the cards."""
    asks = [sentence for ask in now.asks for sentence in ask.reasons]
    return asks, [reason.sentence for card in now.cards for reason in card.reasons]


def test_nothing_to_say_is_not_worth_a_mail(circle: Circle, carol: User, at: datetime) -> None:
    now = today(carol, at=at)

    assert (now.asks, now.cards, now.unread, now.worth_a_mail) == ([], [], [], False)
    assert [membership.circle for membership in now.circles] == [circle]


def test_somebody_in_no_circle_has_an_empty_day(at: datetime) -> None:
    assert today(make_user(), at=at) == Today([], [], [], [], [], [], [], [], Said(None, [], None, []))


def test_an_open_ask_comes_with_its_because(asked: Introduction, mina: User, at: datetime) -> None:
    now = today(mina, at=at)

    assert [(ask.introduction, names(ask.others), ask.mine.user) for ask in now.asks] == [(asked, ["Jonas Jahn"], mina)]
    assert said(now) == ([SCHOOLS], [])
    assert now.asks[0].path == f"/introductions/{asked.pk}/"
    assert now.worth_a_mail


def test_asks_of_others_and_answered_ones_do_not_wait(
    asked: Introduction, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    answer(asked, user=mina, value="no", at=at)

    assert [today(user, at=at).asks for user in (mina, carol)] == [[], []]
    assert len(today(jonas, at=at).asks) == 1
    assert today(jonas, at=asked.closes_at).asks == []


def test_asks_come_in_the_order_in_which_they_close(carol: User, mina: User, at: datetime) -> None:
    circle = make_circle(curator=carol, members=[mina])
    for number, day in [(1, 1), (2, 0), (3, 2)]:
        other = make_user(f"Other {number}")
        join(circle, other)
        introduce(circle, [mina, other], by=carol, note="Meet.", at=at + timedelta(days=day))

    assert [names(ask.others) for ask in today(mina, at=at).asks] == [["Other 2"], ["Other 1"], ["Other 3"]]


def test_a_suggestion_is_a_card_with_its_reasons(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    now = today(mina, at=at)

    assert [(card.person, card.circle) for card in now.cards] == [(jonas, circle)]
    assert said(now) == ([], [SCHOOLS])
    assert now.worth_a_mail


def test_a_fact_hidden_meanwhile_is_cited_no_more(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    assert said(today(mina, at=at)) == ([], [SCHOOLS])

    jonas.traits.filter(kind="school").update(visibility=Visibility.HIDDEN)
    assert said(today(mina, at=at)) == ([], ["You both like #yankees"])

    introduce(circle, pair, by=carol, note="Meet.", at=at)
    assert said(today(mina, at=at)) == (["You both like #yankees"], [])


def test_a_conversation_is_unread_until_it_is_opened(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    assert today(mina, at=at).unread == []

    for minute in range(2):
        when = at + timedelta(minutes=minute)
        write_message(conversation, author=jonas, body=f"Hello {minute}", at=when)

    now = today(mina, at=LATER)
    assert [(unread.conversation, names(unread.people)) for unread in now.unread] == [(conversation, ["Jonas Jahn"])]
    assert (now.worth_a_mail, today(jonas, at=LATER).unread) == (True, [])
    mark_read(conversation, reader=mina, at=LATER)
    assert today(mina, at=LATER).unread == []
    write_message(conversation, author=jonas, body="Still there?", at=LATER + timedelta(minutes=1))
    assert len(today(mina, at=LATER).unread) == 1


def test_a_conversation_with_somebody_blocked_is_silent(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=jonas, body="Hello", at=at)

    block(mina, jonas, at=at)

    assert today(mina, at=at).unread == []


def test_circles_come_by_name_without_closed_ones(mina: User, at: datetime) -> None:
    make_circle("makers", members=[mina])
    make_circle("bakers", curator=mina)
    make_circle("old", members=[mina], closed_at=at)

    circles = today(mina, at=at).circles

    assert [(membership.circle.tag, membership.role) for membership in circles] == [
        ("bakers", "curator"),
        ("makers", "member"),
    ]


def test_whom_one_has_met_stands_at_home_until_one_has_been_there(at: datetime) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas Jahn")
    conversation = conversation_of(make_circle(members=[mina, jonas]), mina, jonas, at=at)

    assert [(talk.conversation, names(talk.people)) for talk in today(mina, at=at).met] == [
        (conversation, ["Jonas Jahn"])
    ]
    assert (today(mina, at=at).is_quiet, today(mina, at=at).worth_a_mail) == (False, False)
    assert today(mina, at=at, digest=1).met == []
    assert today(mina, at=at + JUST_MET).met == []
    ConversationMember.objects.filter(user=mina).update(read_at=at)
    assert (today(mina, at=at).met, len(today(jonas, at=at).met)) == ([], 1)
