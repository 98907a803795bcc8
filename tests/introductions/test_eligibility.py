from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions import eligibility
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Introduction
from apps.introductions.services.ending import close_due
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import keep_account
from apps.profiles.services.profile import resume
from tests.factories import connect, make_circle, make_user
from tests.introductions.scenes import SEALED, SHADOWS, ask, conversation_of, pause_all, say_no

pytestmark = pytest.mark.django_db


def test_pair_is_the_same_both_ways_round() -> None:
    assert [eligibility.pair(1, 2), eligibility.pair(2, 1)] == [(1, 2), (1, 2)]


def test_known_pairs_are_those_among_the_people_named(mina: User, jonas: User, cleo: User) -> None:
    connect(mina, jonas)
    connect(mina, make_user())

    assert eligibility.known_pairs([mina.pk, jonas.pk, cleo.pk]) == {(mina.pk, jonas.pk)}
    assert eligibility.known_pairs([jonas.pk, cleo.pk]) == set()


def test_known_here_counts_this_circle_and_what_came_with_no_circle(
    circle: Circle, mina: User, jonas: User, cleo: User
) -> None:
    tom = make_user()
    connect(mina, jonas, circle=make_circle())
    connect(mina, cleo, circle=circle)
    connect(mina, tom)

    assert [eligibility.known_here(circle, [mina.pk, other.pk]) for other in (jonas, cleo, tom)] == [False, True, True]


def test_unavailable_are_known_blocked_and_asked_pairs_whatever_came_of_it(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    known, blocked, free = make_user(), make_user(), make_user()
    connect(mina, known)
    block(blocked, mina, at=at)
    say_no(ask(circle, mina, jonas, at=at), jonas, mina, at)
    ask(circle, jonas, cleo, at=at)
    close_due(at=at + TIME_TO_ANSWER)

    people = [user.pk for user in (mina, jonas, cleo, known, blocked, free)]
    about_mina = {jonas.pk, known.pk, blocked.pk}
    assert eligibility.unavailable_pairs(people) == {(mina.pk, i) for i in about_mina} | {(jonas.pk, cleo.pk)}


@pytest.mark.parametrize("happening", SHADOWS)
def test_what_is_private_keeps_a_set_from_being_asked(
    happening: str, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    assert eligibility.may_be_asked([mina, jonas])

    SHADOWS[happening](circle, mina, jonas, at)

    alone = happening in {"paused", "on the way out"}
    met = happening == "met elsewhere"
    assert eligibility.may_be_asked([mina, jonas]) is False
    assert eligibility.may_be_asked([mina, jonas, cleo]) is met
    assert eligibility.may_be_asked([mina, cleo]) is not alone
    assert eligibility.may_be_asked([jonas, cleo]) is True


@pytest.mark.parametrize("gone", ["suspended_at", "is_active"])
def test_nobody_is_asked_who_is_not_there(gone: str, mina: User, jonas: User, at: datetime) -> None:
    User.objects.filter(pk=mina.pk).update(**{gone: at if gone == "suspended_at" else False})

    assert not eligibility.may_be_asked([mina, jonas])


def test_who_comes_back_may_be_asked(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    SHADOWS["paused"](circle, mina, jonas, at)
    SHADOWS["on the way out"](circle, jonas, mina, at)

    resume(mina, at=at)
    keep_account(jonas, at=at)

    assert eligibility.may_be_asked([mina, jonas])


def test_a_shadow_keeps_nobody_from_being_asked(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    SHADOWS["paused"](circle, mina, jonas, at)
    ask(circle, mina, jonas, at=at)
    resume(mina, at=at)

    assert Introduction.objects.get().shadow
    assert eligibility.may_be_asked([mina, jonas])


@pytest.mark.parametrize("happening", SEALED)
def test_after_the_end_only_a_no_is_remembered(
    happening: str, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    SEALED[happening](ask(circle, mina, jonas, at=at), mina, jonas, at)
    close_due(at=at + TIME_TO_ANSWER)
    resume(mina, at=at)
    keep_account(mina, at=at)

    noes = {"no", "a yes taken back", "no with a reason", "never with"}
    assert eligibility.may_be_asked([mina, jonas]) == (happening not in noes)


def test_a_no_in_a_group_is_about_each_of_the_others_and_not_among_them(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    say_no(ask(circle, mina, jonas, cleo, at=at), mina, jonas, at)
    close_due(at=at + TIME_TO_ANSWER)

    twos = ((mina, jonas), (mina, cleo), (jonas, cleo))
    assert [eligibility.may_be_asked(two) for two in twos] == [False, False, True]


def test_a_pause_is_read_when_it_is_asked_about(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at - timedelta(days=1))

    pause_all(conversation.introduction, jonas, mina, at)

    assert not eligibility.may_be_asked([jonas, make_user()])
