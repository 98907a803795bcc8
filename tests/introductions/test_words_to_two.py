"""Who learns what, said to two people by name and to a group as a group; and that it is true of the curators."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from apps.bench.alone import look_around
from apps.circles.models import Circle
from apps.introductions.services.introducing import introduce_by_wish
from apps.profiles.models import User
from tests.introductions.scenes import ask, conversation_of, put_to_all, read, say_yes

pytestmark = pytest.mark.django_db
TOLD = "Then the curators of this circle, too, see that you have met, and nothing of what you write."
TOLD_OF_MANY = "The curators of this circle see that some of you have met, not who, and nothing of what you write."


def test_an_ask_of_two_says_who_learns_what(circle: Circle, mina: User, jonas: User) -> None:
    page = read(mina, "detail", ask(circle, mina, jonas).pk)

    found = [words in page for words in (TOLD, TOLD_OF_MANY, "Sealed until Jonas and you have both said yes.")]
    assert found == [True, False, True]


def test_an_ask_of_a_group_says_who_learns_what(circle: Circle, mina: User, jonas: User, cleo: User) -> None:
    page = read(mina, "detail", put_to_all(ask(circle, mina, jonas, cleo)).pk)

    found = [words in page for words in (TOLD, TOLD_OF_MANY, "Sealed until all needed have said yes.")]
    assert found == [False, True, True]


def by_hand(circle: Circle, mina: User, jonas: User) -> object:
    return conversation_of(circle, mina, jonas)


def by_wish(circle: Circle, mina: User, jonas: User) -> object:
    return introduce_by_wish(circle, mina, jonas, at=timezone.now())


@pytest.mark.parametrize("introduced", [by_hand, by_wish])
def test_the_curators_see_that_two_have_met_whoever_introduced_them(
    introduced: Callable[[Circle, User, User], object], circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    introduced(circle, mina, jonas)

    assert (mina.pk, jonas.pk) in look_around(circle, curator=carol, at=timezone.now()).known


def test_the_curators_see_that_a_group_has_met_and_not_who(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User
) -> None:
    asked = say_yes(put_to_all(ask(circle, mina, jonas, cleo)), mina, jonas)

    page = read(carol, "detail", asked.pk)

    assert "They have met." in page
    assert look_around(circle, curator=carol, at=timezone.now()).known == set()


def test_the_other_of_two_is_named_where_one_leaves_and_where_one_tells(
    circle: Circle, mina: User, jonas: User
) -> None:
    made = conversation_of(circle, mina, jonas)

    conversation, envelope = read(mina, "conversation", made.pk), read(mina, "envelope", made.introduction_id)

    assert "nobody is told: to Jonas it looks like silence." in conversation
    assert "Carol reads your words, and that it led somewhere, once Jonas agrees, too." in envelope
    assert "Carol reads who it is that says thanks" in envelope
    assert "learns that you have met" not in envelope


def test_a_group_is_spoken_to_as_one(circle: Circle, mina: User, jonas: User, cleo: User) -> None:
    made = conversation_of(circle, mina, jonas, cleo)

    conversation, envelope = read(mina, "conversation", made.pk), read(mina, "envelope", made.introduction_id)

    assert "to the others it looks like silence." in conversation
    assert "once another of you agrees, too." in envelope
