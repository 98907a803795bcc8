"""Both ticked "I know them already"."""

from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.circles.services.ticks import tick, untick
from apps.introductions import eligibility
from apps.introductions.models import Connection
from apps.introductions.services.knowing import connect_acquaintances
from apps.profiles.models import Profile, ProfileTrait, User
from tests.factories import add_trait, make_circle
from tests.introductions.scenes import conversation_of, read

pytestmark = pytest.mark.django_db


def test_the_second_tick_connects_with_nobody_between(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    tick(circle, ticker=jonas, known=mina, at=at)
    assert Connection.objects.count() == 0

    tick(circle, ticker=mina, known=jonas, at=at)

    row = Connection.objects.get()
    assert (row.low, row.high, row.origin, row.circle, row.since) == (mina, jonas, "acquaintance", circle, at)
    assert (row.introduction, row.through) == (None, None)
    assert eligibility.known_pairs([mina.pk, jonas.pk]) == {(mina.pk, jonas.pk)}


def test_a_lone_tick_is_seen_by_nobody_else(circle: Circle, carol: User, mina: User, jonas: User, at: datetime) -> None:
    before = [read(user, "people") for user in (jonas, carol)]

    tick(circle, ticker=mina, known=jonas, at=at)

    assert [read(user, "people") for user in (jonas, carol)] == before
    assert eligibility.known_here(circle, [mina.pk, jonas.pk]) is False


def test_who_was_introduced_stays_introduced(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    conversation_of(circle, mina, jonas, at=at)

    for _ in range(2):
        connect_acquaintances(circle, jonas, mina, at)

    row = Connection.objects.get()
    assert (row.origin, row.through) == ("introduction", carol)


def test_they_have_met_in_each_others_eyes_alone(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    connect_acquaintances(circle, jonas, mina, at)
    circle.memberships.all().delete()

    seen = {reader: set(Profile.objects.visible_to(reader).values_list("user", flat=True)) for reader in (mina, cleo)}

    assert seen == {mina: {mina.pk, jonas.pk}, cleo: {cleo.pk}}


def both_tick(circle: Circle, one: User, other: User, at: datetime) -> None:
    tick(circle, ticker=one, known=other, at=at)
    tick(circle, ticker=other, known=one, at=at)


def test_a_tick_taken_back_takes_back_what_the_other_could_see(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    secret = add_trait(mina, "interest", "#bees", visibility="introduced")
    both_tick(circle, mina, jonas, at)
    assert secret in ProfileTrait.objects.visible_to(jonas)

    untick(circle, ticker=mina, known=jonas, at=at)

    assert (Connection.objects.count(), secret in ProfileTrait.objects.visible_to(jonas)) == (0, False)


def test_ticks_in_another_circle_keep_the_connection_until_they_are_taken_back_too(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    other = make_circle(members=[mina, jonas])
    for where in (circle, other):
        both_tick(where, mina, jonas, at)

    untick(circle, ticker=mina, known=jonas, at=at)
    assert Connection.objects.get().circle == other
    untick(other, ticker=jonas, known=mina, at=at)

    assert Connection.objects.count() == 0


def test_a_tick_taken_back_leaves_those_who_were_introduced_since(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    both_tick(circle, mina, jonas, at)
    conversation_of(circle, mina, jonas, cleo, at=at)

    untick(circle, ticker=mina, known=jonas, at=at)

    assert Connection.objects.count() == 3
