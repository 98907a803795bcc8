"""The private reason of a no, and what one let pass opened again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.circles.models import Circle
from apps.introductions import limits
from apps.introductions.asked_before import asked_before
from apps.introductions.eligibility import may_be_asked, unavailable_pairs
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Answer, Introduction
from apps.introductions.services.ending import close_due
from apps.introductions.services.passing import NotLetPass, close_again, give_reason, reopen, reopen_with
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from apps.profiles.services.presence import AccountGone
from tests.factories import make_circle
from tests.introductions.scenes import ask, pause_all, put_to_all, say_no, say_nothing, say_yes

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def mine(introduction: Introduction, user: User) -> Answer:
    return Answer.objects.get(introduction=introduction, user=user)


def sides(*people: User, at: datetime | None = None) -> list[bool]:
    """For whom of two who were asked before it is over, or waits for the other."""
    ids = sorted(user.pk for user in people)
    found = asked_before(ids, at=at)
    return [(user.pk, tuple(ids)) in found.over | found.waiting.keys() for user in people]


@pytest.fixture
def over(circle: Circle, mina: User, jonas: User, at: datetime) -> Introduction:
    """Mina let it pass, Jonas did not."""
    asked = ask(circle, mina, jonas, at=at)
    say_yes(asked, jonas, at=at)
    say_no(asked, mina, jonas, at)
    close_due(at=at + TIME_TO_ANSWER)
    return Introduction.objects.get()


@pytest.mark.parametrize("reason", Answer.Reason.values)
def test_a_reason_is_kept_changed_and_taken_back_also_when_it_is_over(
    reason: str, over: Introduction, mina: User
) -> None:
    give_reason(over, user=mina, reason="not_now")
    give_reason(over, user=mina, reason=reason)
    assert mine(over, mina).reason == reason

    give_reason(over, user=mina, reason="")
    assert mine(over, mina).reason == ""


@pytest.mark.parametrize(
    "deed",
    [
        lambda over, user, at: give_reason(over, user=user, reason="known"),
        lambda over, user, at: reopen(over, user=user, at=at),
    ],
)
def test_whoever_was_erased_meanwhile_says_nothing_more(
    deed: Callable[[Introduction, User, datetime], object], over: Introduction, mina: User, at: datetime
) -> None:
    """From a page that stayed open: a tombstone has no reasons."""
    erase(mina, at=at)

    with pytest.raises(AccountGone):
        deed(over, mina, at + TIME_TO_ANSWER)
    assert (mine(over, mina).reason, mine(over, mina).reopened_at) == ("", None)


@pytest.mark.parametrize("value", ["", "yes"])
def test_a_reason_goes_with_a_no_only(
    value: str, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    asked = ask(circle, mina, jonas, at=at)
    if value:
        say_yes(asked, mina, at=at)

    with pytest.raises(NotLetPass, match="where you said no"):
        give_reason(asked, user=mina, reason="not_now")

    assert (mine(asked, mina).value, mine(asked, mina).reason) == (value, "")


def test_another_answer_takes_the_reason_along(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    asked = ask(circle, mina, jonas, at=at)
    say_no(asked, mina, jonas, at)
    give_reason(asked, user=mina, reason="known")

    say_yes(asked, mina, at=at + MINUTE)
    assert mine(asked, mina).reason == ""

    say_no(asked, mina, jonas, at + 2 * MINUTE)
    assert mine(asked, mina).reason == ""


@pytest.mark.parametrize("wrong", [{"value": "yes", "reason": "not_now"}, {"value": "", "reason": "known"}])
def test_the_database_keeps_a_reason_from_what_is_no_no(wrong: dict[str, str], over: Introduction, mina: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(user=mina).update(**wrong)


@pytest.mark.parametrize("reason", ["", *Answer.Reason.values])
def test_a_reason_changes_nothing_for_anybody_else(
    reason: str, over: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    later = at + limits.NOT_NOW + TIME_TO_ANSWER

    give_reason(over, user=mina, reason=reason)

    assert sides(jonas, mina, at=later) == [True, reason != "not_now"]
    assert may_be_asked([mina, jonas]) is False
    assert unavailable_pairs([mina.pk, jonas.pk]) == {(mina.pk, jonas.pk)}


def test_not_now_is_over_after_eight_weeks_for_whoever_said_it(
    over: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    give_reason(over, user=mina, reason="not_now")

    moments = [at + limits.NOT_NOW - MINUTE, at + limits.NOT_NOW]
    assert [sides(mina, jonas, at=moment) for moment in moments] == [[True, True], [False, True]]


def test_reopening_lifts_ones_refusal_and_closing_again_is_as_before(
    over: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    later = at + TIME_TO_ANSWER
    assert [may_be_asked([mina, jonas]), sides(mina, jonas)] == [False, [True, True]]

    for _twice in range(2):
        reopen(over, user=mina, at=later)
    assert [may_be_asked([mina, jonas]), sides(mina, jonas)] == [True, [False, False]]

    close_again(over, user=mina, at=later)
    assert [may_be_asked([mina, jonas]), sides(mina, jonas)] == [False, [True, True]]


@pytest.mark.parametrize("other", [say_no, say_nothing, pause_all])
def test_where_both_let_it_pass_each_reopens_for_themselves(
    other: object, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    asked, later = ask(circle, mina, jonas, at=at), at + TIME_TO_ANSWER
    say_no(asked, mina, jonas, at)
    other(asked, jonas, mina, at)  # type: ignore[operator]  # a happening
    close_due(at=later)

    reopen(asked, user=mina, at=later)
    assert sides(mina, jonas) == [False, True]
    assert unavailable_pairs([mina.pk, jonas.pk]) == {(mina.pk, jonas.pk)}

    reopen(asked, user=jonas, at=later)
    assert sides(mina, jonas) == [False, False]
    assert unavailable_pairs([mina.pk, jonas.pk]) == set()


def test_what_is_over_for_a_side_does_not_depend_on_the_others_answer(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    later, said = at + TIME_TO_ANSWER, [say_no, say_nothing, None]
    for happening, other in zip(said, (jonas, cleo), strict=False):
        asked = ask(circle, mina, other, at=at)
        happening(asked, other, mina, at) if happening else say_yes(asked, other, at=at)
        close_due(at=later)
        reopen(asked, user=mina, at=later)

    assert [sides(mina, other)[0] for other in (jonas, cleo)] == [False, False]


def test_whoever_said_yes_has_nothing_to_reopen_and_nobody_has_before_it_is_over(
    over: Introduction, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    waiting = ask(circle, mina, cleo, at=at + TIME_TO_ANSWER)
    say_no(waiting, mina, cleo, at + TIME_TO_ANSWER)
    for introduction, user in ((over, jonas), (waiting, mina)):
        with pytest.raises(NotLetPass, match="once it is over"):
            reopen(introduction, user=user, at=at + TIME_TO_ANSWER + MINUTE)

    assert set(Answer.objects.values_list("reopened_at", flat=True)) == {None}


def test_a_no_to_a_later_introduction_closes_it_anew(
    over: Introduction, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    later = at + TIME_TO_ANSWER
    reopen(over, user=mina, at=later)

    again = ask(circle, mina, jonas, at=later)
    assert again.shadow is False
    say_yes(again, jonas, at=later)
    say_no(again, mina, jonas, later)

    assert [may_be_asked([mina, jonas]), sides(mina, jonas)] == [False, [True, True]]
    close_due(at=later + TIME_TO_ANSWER)
    reopen(again, user=mina, at=later + TIME_TO_ANSWER)
    assert [may_be_asked([mina, jonas]), sides(mina, jonas)] == [True, [False, False]]


def test_whoever_wishes_to_meet_somebody_has_reopened(
    over: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    reopen_with(jonas, mina, at=at + TIME_TO_ANSWER)
    assert sides(mina, jonas) == [True, True]

    reopen_with(mina, jonas, at=at + TIME_TO_ANSWER)
    assert sides(mina, jonas) == [False, False]


def test_a_wish_for_one_of_a_group_lifts_no_no_to_the_group(
    circle: Circle, mina: User, jonas: User, cleo: User, over: Introduction, at: datetime
) -> None:
    """It is about Cleo, too. What waited without her knowing she has not let pass."""
    later = at + TIME_TO_ANSWER
    elsewhere = make_circle("elsewhere", members=[mina, jonas, cleo])
    group = put_to_all(introduce_by_hand(elsewhere, mina, jonas, cleo, at=at))
    say_no(group, mina, jonas, at)
    close_due(at=later)
    waits = introduce_by_hand(circle, mina, jonas, cleo, at=at)

    reopen_with(mina, jonas, at=later)

    rows = (mine(introduction, mina).reopened_at for introduction in (over, group, waits))
    assert list(rows) == [later, None, later]
    assert not may_be_asked([mina, cleo])


def introduce_by_hand(circle: Circle, *people: User, at: datetime) -> Introduction:
    """Whatever stands between them."""
    key = Introduction.key_of(user.pk for user in people)
    row = Introduction.objects.create(
        circle=circle, origin="curator", participants_key=key, asked_at=at, closes_at=at + TIME_TO_ANSWER
    )
    Answer.objects.bulk_create(Answer(introduction=row, user=user) for user in people)
    return row


def test_in_a_group_each_two_are_over_by_themselves(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    asked = ask(circle, mina, jonas, cleo, at=at)
    say_no(asked, mina, jonas, at)
    close_due(at=at + TIME_TO_ANSWER)

    reopen(asked, user=mina, at=at + TIME_TO_ANSWER)

    assert [sides(mina, jonas), sides(mina, cleo), sides(jonas, cleo)] == [[False, True], [False, True], [True, True]]
    assert [may_be_asked([mina, jonas]), may_be_asked([mina, jonas, cleo])] == [True, True]
