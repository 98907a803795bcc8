"""Mina knows an Anna Berg by her full name, and reads of an Anna in a circle that shows her no members. That she is
asked about one of them, and whatever she says to it, does not tell whether they are the same: what lies before her of
the other circle stays, and nothing comes there that would tell, whether the two are one or not."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.circles.models import Circle, SeenBy, Suggesting
from apps.introductions import limits
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.services.passing import close_again, give_reason, reopen
from apps.matching.suggesting import show, suggestions_for
from tests.introductions.scenes import ask, put_to_all, signed_in, url
from tests.privacy.test_never_tells_nobody import Town, town

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CARD = {"open": [("open", "Anna Berg")], "quiet": [("quiet", "Anna")]}


def cards(town: Town, circle: Circle, at: datetime) -> list[tuple[str, str]]:
    found = suggestions_for(town.mina, at=at)
    return [(card.circle.tag, card.name) for card in found if card.circle == circle]


def offers(circle: Circle, *, yes: bool) -> None:
    Circle.objects.filter(pk=circle.pk).update(suggesting=Suggesting.MEMBERS if yes else Suggesting.BENCH)


def card_of(town: Town, circle: Circle, other: Circle, at: datetime) -> None:
    """Put before her, at an hour in which the other circle offers nobody."""
    offers(other, yes=False)
    show(suggestions_for(town.mina, at=at), town.mina, "home", at)
    assert cards(town, circle, at) == CARD[circle.tag]
    offers(other, yes=True)


def asked_in(town: Town, circle: Circle, at: datetime) -> Introduction:
    return put_to_all(ask(circle, town.mina, town.anna if circle == town.closed else town.berg, at=at))


def days(town: Town, circle: Circle, other: Circle, said: str, at: datetime) -> list[list[tuple[str, str]]]:
    """What is read of the circle while she is asked in the other one, says it, reads that it is over, and after that
    opens and closes it again, if she can; or the other does."""
    asked = asked_in(town, other, at)
    seen = [cards(town, circle, at)]
    if said:
        answer(asked, user=town.mina, value=said, at=at + HOUR)
    seen.append(cards(town, circle, at + HOUR))
    over = at + limits.TIME_TO_ANSWER
    close_due(at=over)
    seen.append(cards(town, circle, over))
    opener = asked.answers.exclude(user=town.mina).get().user if said == "yes" else town.mina
    for step in (reopen, close_again):
        if step is reopen:
            reopen(asked, user=opener, at=over)
        else:
            close_again(asked, user=opener, at=over)
        seen.append(cards(town, circle, over))
    return seen


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("said", ["", "no", "yes"])
@pytest.mark.parametrize("by_full_name", [True, False])
def test_what_lies_there_stays_whatever_she_is_asked_elsewhere(by_full_name: bool, said: str, same: bool) -> None:
    at, here = timezone.now(), town(same=same)
    circle, other = (here.opened, here.closed) if by_full_name else (here.closed, here.opened)
    card_of(here, circle, other, at)

    assert days(here, circle, other, said, at + HOUR) == [CARD[circle.tag]] * 5


@pytest.mark.parametrize("said", ["", "no", "yes"])
@pytest.mark.parametrize("by_full_name", [True, False])
def test_nothing_comes_there_with_what_she_says_of_it(by_full_name: bool, said: str) -> None:
    """Reopening would bring the same person's card, and closing it again would prove it."""
    at, here = timezone.now(), town(same=True)
    circle, other = (here.opened, here.closed) if by_full_name else (here.closed, here.opened)
    offers(other, yes=False)

    assert days(here, circle, other, said, at) == [[]] * 5


def test_nothing_comes_there_when_not_now_is_over() -> None:
    at, here = timezone.now(), town(same=True)
    asked = asked_in(here, here.closed, at)
    answer(asked, user=here.mina, value="no", at=at)
    give_reason(asked, user=here.mina, reason="not_now")
    close_due(at=at + limits.TIME_TO_ANSWER)
    due = at + limits.NOT_NOW + HOUR

    assert [cards(here, circle, due) for circle in (here.opened, here.closed)] == [[], CARD["quiet"]]


def test_no_card_of_the_same_person_comes_in_the_place_of_one_that_goes() -> None:
    at, here = timezone.now(), town(same=True)
    card_of(here, here.closed, here.opened, at)

    asked_in(here, here.closed, at + HOUR)

    assert suggestions_for(here.mina, at=at + HOUR) == []


def test_nor_in_the_place_of_one_of_whom_she_never_wants_to_meet() -> None:
    at, here = timezone.now(), town(same=True)
    card_of(here, here.opened, here.closed, at)

    signed_in(here.mina).post(url("never", here.berg.pk), {})

    assert suggestions_for(here.mina, at=at + HOUR) == []


@pytest.mark.parametrize("by_curator", [True, False])
def test_where_both_circles_show_who_it_is_it_is_over_in_both(by_curator: bool) -> None:
    at, here = timezone.now(), town(same=True)
    if by_curator:
        here.closed.memberships.filter(user=here.anna).update(role="curator")
    else:
        Circle.objects.filter(pk=here.closed.pk).update(members_seen_by=SeenBy.MEMBERS)
    here.closed.refresh_from_db()
    offers(here.closed, yes=False)
    show(suggestions_for(here.mina, at=at), here.mina, "home", at)
    assert cards(here, here.opened, at) == CARD["open"]

    asked = asked_in(here, here.closed, at + HOUR)
    assert cards(here, here.opened, at + HOUR) == []

    close_due(at=at + HOUR + limits.TIME_TO_ANSWER)
    reopen(asked, user=here.mina, at=at + HOUR + limits.TIME_TO_ANSWER)
    assert cards(here, here.opened, at + HOUR + limits.TIME_TO_ANSWER) == CARD["open"]
