"""What becomes of a pair in both lists after one of them let it pass: each side by itself."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions import limits
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Answer, Conversation, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.services.introducing import introduce
from apps.introductions.services.keeping_away import keep_away, take_back
from apps.introductions.services.passing import close_again, give_reason, reopen
from apps.matching.choosing import PATIENCE
from apps.matching.models import Showing, Wish
from apps.matching.services.wishing import wish
from apps.matching.suggesting import suggestions_for
from apps.profiles.models import User
from tests.matching.scenes import crowd, golden_pair, refreshed_circle, shown, shown_to

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)])


@pytest.fixture
def over(at: datetime) -> datetime:
    return at + TIME_TO_ANSWER


def asked(circle: Circle, pair: tuple[User, User], at: datetime, **said: str) -> Introduction:
    """By a curator, and over; `mina` and `jonas` say what they say."""
    introduction = introduce(circle, pair, by=circle.memberships.get(role="curator").user, note="Meet.", at=at)
    for user, name in zip(pair, ("mina", "jonas"), strict=True):
        if said.get(name):
            answer(introduction, user=user, value=said[name], at=at)
    close_due(at=at + TIME_TO_ANSWER)
    return Introduction.objects.get(pk=introduction.pk)


@pytest.mark.parametrize("jonas_said", ["yes", "no", ""])
@pytest.mark.parametrize("mina_said", ["no", ""])
def test_whoever_reopened_has_the_pair_back_whatever_the_other_said(
    mina_said: str, jonas_said: str, circle: Circle, pair: tuple[User, User], at: datetime, over: datetime
) -> None:
    mina, jonas = pair
    introduction = asked(circle, pair, at, mina=mina_said, jonas=jonas_said)
    assert [shown_to(user, over) for user in pair] == [[], []]

    reopen(introduction, user=mina, at=over)

    assert shown_to(mina, over) == [jonas]
    # Who said yes knows that the other had not; who let it pass, too, has to reopen it for themselves.
    assert shown_to(jonas, over) == ([mina] if jonas_said == "yes" else [])


def test_both_reopened_wish_and_have_met(circle: Circle, pair: tuple[User, User], at: datetime, over: datetime) -> None:
    introduction = asked(circle, pair, at, mina="no", jonas="")
    for user in pair:
        reopen(introduction, user=user, at=over)

    for user in pair:
        wish(shown(user, over).suggestion, by=user, at=over)

    assert Conversation.objects.count() == 1


def test_a_wish_with_only_one_reopened_leads_to_nothing(
    circle: Circle, pair: tuple[User, User], at: datetime, over: datetime
) -> None:
    mina, jonas = pair
    cards = [shown(user, at) for user in pair]
    introduction = asked(circle, pair, at, mina="no", jonas="no")
    reopen(introduction, user=mina, at=over)
    wish(cards[0].suggestion, by=mina, at=over)
    assert Conversation.objects.count() == 0

    # His own wish, from a page that has stayed open, reopens it for him.
    wish(cards[1].suggestion, by=jonas, at=over)
    assert Conversation.objects.count() == 1


def test_reopening_brings_back_what_rested_for_the_one_who_reopened_only(
    circle: Circle, pair: tuple[User, User], at: datetime, over: datetime
) -> None:
    mina, jonas = pair
    for user in pair:
        shown(user, at)
    introduction = asked(circle, pair, at, mina="no", jonas="yes")
    later = at + PATIENCE + MINUTE

    reopen(introduction, user=mina, at=later)

    assert [shown_to(mina, later), shown_to(jonas, later)] == [[jonas], []]
    assert shown_to(mina, later + PATIENCE) == []
    assert Showing.objects.get(user=jonas).first_at == at


def test_closing_it_again_takes_nothing_away_that_the_other_has_before_them(
    circle: Circle, pair: tuple[User, User], at: datetime, over: datetime
) -> None:
    mina, jonas = pair
    shown(jonas, at)
    introduction = asked(circle, pair, at, mina="no", jonas="yes")
    assert shown_to(jonas, over) == []  # though it was shown to him lately
    Showing.objects.all().delete()
    reopen(introduction, user=mina, at=over)
    assert shown(jonas, over).person == mina

    close_again(introduction, user=mina, at=over + MINUTE)

    assert [shown_to(mina, over + MINUTE), shown_to(jonas, over + MINUTE)] == [[], [mina]]
    assert shown_to(jonas, over + PATIENCE) == []


@pytest.mark.parametrize("reason", ["", *Answer.Reason.values])
def test_not_now_comes_back_to_whoever_said_it_and_nobody_else(
    reason: str, circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    introduction = asked(circle, pair, at, mina="no", jonas="yes")
    give_reason(introduction, user=mina, reason=reason)
    due = at + limits.NOT_NOW

    assert [shown_to(user, due - MINUTE) for user in pair] == [[], []]
    assert [shown_to(user, due) for user in pair] == [[jonas] if reason == "not_now" else [], []]


def test_with_a_wish_not_now_is_reopened(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    introduction = asked(circle, pair, at, mina="no", jonas="yes")
    give_reason(introduction, user=mina, reason="not_now")
    due = at + limits.NOT_NOW

    wish(shown(mina, due).suggestion, by=mina, at=due)
    assert shown_to(jonas, due) == [mina]
    wish(shown(jonas, due).suggestion, by=jonas, at=due)

    assert Conversation.objects.count() == 1


def test_a_dismissal_of_the_other_is_not_read_from_a_reopened_pair_that_was_shown(
    circle: Circle, pair: tuple[User, User], at: datetime, over: datetime
) -> None:
    """Their reason is not: it changes nobody's list but their own."""
    mina, jonas = pair
    introduction = asked(circle, pair, at, mina="no", jonas="no")
    give_reason(introduction, user=jonas, reason="not_them")

    reopen(introduction, user=mina, at=over)

    assert [shown_to(mina, over), shown_to(jonas, over)] == [[jonas], []]


def test_never_with_forgets_ones_own_wish_and_no_wish_comes_true_against_it(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    cards = [shown(user, at) for user in pair]
    for user, card in zip(pair, cards, strict=True):
        if user == mina:
            wish(card.suggestion, by=user, at=at)
    row = keep_away(mina, jonas, at=at)
    assert Wish.objects.count() == 0

    wish(cards[1].suggestion, by=jonas, at=at)
    keep_away(mina, jonas, at=at)
    wish(cards[0].suggestion, by=mina, at=at)  # from a page that has stayed open
    assert [Conversation.objects.count(), Wish.objects.filter(user=jonas).count()] == [0, 1]

    take_back(row, at=at)
    assert [card.person for card in suggestions_for(jonas, at=at)] == []


def test_never_with_keeps_the_wish_that_has_come_true(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    """Its note stands in their conversation, for both."""
    mina, jonas = pair
    for user in pair:
        wish(shown(user, at).suggestion, by=user, at=at)
    assert Conversation.objects.count() == 1

    keep_away(mina, jonas, at=at)

    assert set(Wish.objects.values_list("user", flat=True)) == {mina.pk, jonas.pk}
