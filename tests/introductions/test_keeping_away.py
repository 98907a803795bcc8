""" "Never introduce me to this person"."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle, SeenBy
from apps.introductions.asked_before import asked_before
from apps.introductions.eligibility import may_be_asked
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.services.answering import KeepsAway
from apps.introductions.services.ending import close_due
from apps.introductions.services.keeping_away import CannotKeepAway, keep_away, take_back
from apps.profiles.models import Profile, User
from apps.profiles.services.leaving import erase
from tests.introductions.scenes import ask, conversation_of, say_yes

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def answers(introduction: Introduction) -> dict[str, str]:
    rows = introduction.answers.values_list("user__profile__name", "value")
    return {name.split()[0]: value for name, value in rows}


def test_twice_is_once_and_taken_back_is_as_before(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    rows = [keep_away(mina, jonas, at=at) for _twice in range(2)]
    assert (rows[0], may_be_asked([mina, jonas])) == (rows[1], False)

    for row in rows:
        take_back(row, at=at)
    assert (NeverWith.objects.count(), may_be_asked([mina, jonas])) == (0, True)


def test_nobody_is_kept_away_from_themselves(mina: User, at: datetime) -> None:
    with pytest.raises(CannotKeepAway, match="Choose somebody else"):
        keep_away(mina, mina, at=at)


def test_what_a_held_yes_was_lost_by_is_over_no_more_once_it_is_taken_back(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    """Both said yes, so neither has let anything pass that could be reopened."""
    Circle.objects.update(members_seen_by=SeenBy.CURATORS)
    asked = ask(circle, mina, jonas, at=at)
    row = keep_away(mina, jonas, at=at)
    say_yes(asked, mina, jonas, at=at)
    close_due(at=at + TIME_TO_ANSWER)
    people = [mina.pk, jonas.pk]
    before = asked_before(people)

    take_back(row, at=at + TIME_TO_ANSWER)

    after = asked_before(people)
    assert (Introduction.objects.get().state, len(before.over), len(after.over)) == ("not_made", 2, 0)
    assert not after.pairs


@pytest.mark.parametrize("gone", [0, 1])
def test_nobody_is_kept_away_from_whom_has_been_erased_meanwhile(
    gone: int, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    """Nor does somebody who was erased in this moment leave a row behind."""
    erase((mina, jonas)[gone], at=at)

    with pytest.raises(CannotKeepAway, match="no longer here"):
        keep_away(mina, jonas, at=at)
    assert NeverWith.objects.count() == 0


def test_they_see_each_other_as_before(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    keep_away(mina, jonas, at=at)

    seen = [Profile.objects.visible_to(one).filter(user=other).count() for one, other in ((mina, jonas), (jonas, mina))]
    assert seen == [1, 1]


@pytest.mark.parametrize("before", ["", "yes"])
def test_an_open_ask_goes_on_with_a_no(
    before: str, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    two, without = ask(circle, mina, jonas, at=at), ask(circle, mina, cleo, at=at)
    for introduction in (two, without) if before else ():
        say_yes(introduction, mina, at=at)

    keep_away(mina, jonas, at=at + MINUTE)
    say_yes(two, jonas, at=at + 2 * MINUTE)

    assert answers(two) == {"Mina": "no", "Jonas": "yes"}
    assert answers(without) == {"Mina": before, "Cleo": ""}
    assert set(Introduction.objects.values_list("state", flat=True)) == {"asked"}


def test_the_others_of_a_group_may_still_meet(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    three = ask(circle, mina, jonas, cleo, at=at)

    keep_away(mina, jonas, at=at)

    assert answers(three) == {"Mina": "no", "Jonas": "", "Cleo": ""}
    assert say_yes(three, jonas, cleo, at=at).state == "made"


def test_what_is_made_or_over_stays(circle: Circle, mina: User, jonas: User, cleo: User, at: datetime) -> None:
    made = conversation_of(circle, mina, jonas, at=at).introduction
    over = ask(circle, mina, cleo, at=at)

    keep_away(mina, jonas, at=at + MINUTE)
    keep_away(mina, cleo, at=at + TIME_TO_ANSWER)

    assert [answers(made), answers(over)] == [{"Mina": "yes", "Jonas": "yes"}, {"Mina": "", "Cleo": ""}]


def test_a_yes_is_said_after_taking_it_back_only(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    asked = ask(circle, mina, jonas, at=at)
    say_yes(asked, jonas, at=at)
    row = keep_away(mina, jonas, at=at)

    with pytest.raises(KeepsAway, match="Take that back first"):
        say_yes(asked, mina, at=at)
    assert answers(asked) == {"Mina": "no", "Jonas": "yes"}

    take_back(row, at=at)
    assert say_yes(asked, mina, at=at).state == "made"


def test_an_introduction_by_hand_becomes_a_shadow(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    keep_away(jonas, mina, at=at)

    asked = [ask(circle, mina, jonas, at=at), ask(circle, mina, jonas, cleo, at=at), ask(circle, mina, cleo, at=at)]

    assert [introduction.shadow for introduction in asked] == [True, True, False]
    assert set(Answer.objects.filter(introduction__shadow=True).values_list("value", flat=True)) == {""}
