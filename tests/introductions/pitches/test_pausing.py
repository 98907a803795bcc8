"""What a pause does: nobody new, in this circle, and nobody can tell."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.circles.services import leaving
from apps.introductions.models import Introduction, PitchPause
from apps.introductions.models.pitch_pause import told_from
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from apps.matching.services.wishing import settle_waiting, wish
from apps.matching.suggesting import suggestions_for
from apps.profiles.models import User
from tests.factories import make_circle, make_user
from tests.introductions.pitches.scenes import Market
from tests.introductions.scenes import ask, put_to_all
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle, shown, shown_to

pytestmark = pytest.mark.django_db


def pause(circle: Circle, user: User, at: datetime) -> PitchPause:
    """Set, as by a curator's look."""
    until = at + timedelta(days=28)
    return PitchPause.objects.create(circle=circle, user=user, since=at, told_from=told_from(at), until=until)


def test_an_introduction_by_hand_is_a_shadow_there_and_none_elsewhere(market: Market, at: datetime) -> None:
    market.report(market.mina, market.jonas)
    elsewhere = make_circle("elsewhere", members=[market.tom, market.ana])
    OutboxMail.objects.all().delete()

    here = introduce(market.circle, [market.tom, market.ana], by=market.carol, note="Meet.", at=at)
    assert here.shadow
    assert not OutboxMail.objects.exists()
    assert here.state_for(market.carol, at=at) == Introduction.State.ASKED

    bob = make_user("Bob")
    leaving.leave(elsewhere, user=market.ana, at=at)
    elsewhere.memberships.create(user=bob, joined_at=at)
    assert not ask(elsewhere, market.tom, bob, at=at).shadow


def test_a_group_with_them_is_a_shadow_and_one_without_them_is_not(market: Market, at: datetime) -> None:
    market.report(market.mina, market.jonas)

    assert introduce(market.circle, [market.tom, market.ana, market.cleo], by=market.carol, note="Meet.", at=at).shadow
    assert not introduce(market.circle, [market.ana, market.cleo], by=market.carol, note="Meet.", at=at).shadow


def test_what_was_asked_before_goes_on(market: Market, at: datetime) -> None:
    """Its end would tell both the moment."""
    open_one = put_to_all(ask(market.circle, market.tom, market.ana, at=at))
    market.report(market.mina, market.jonas)

    for user in (market.tom, market.ana):
        open_one = answer(open_one, user=user, value="yes", at=at)

    assert open_one.state == Introduction.State.MADE


def test_the_workers_suggest_them_to_nobody_new(at: datetime) -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(12)])
    pause(circle, jonas, at)

    assert (shown_to(mina), shown_to(jonas)) == ([], [])

    PitchPause.objects.update(ended_at=at)
    assert (shown_to(mina), shown_to(jonas)) == ([jonas], [mina])


def test_what_is_before_somebody_stays_for_its_time(at: datetime) -> None:
    """Else both would know the moment in which somebody said so."""
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(12)])
    for user in (mina, jonas):
        shown(user, at)

    pause(circle, jonas, at)

    assert (shown_to(mina), shown_to(jonas)) == ([jonas], [mina])


def test_wishes_wait_sealed_and_come_true_when_it_is_over(at: datetime) -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(12)])
    suggestion = suggestions_for(mina, at=at)[0].suggestion
    row = pause(circle, jonas, at)

    assert [wish(suggestion, by=user, at=LATER) for user in (mina, jonas)] == [None, None]
    assert settle_waiting([jonas.pk], at=LATER) == []
    assert not OutboxMail.objects.exists()

    PitchPause.objects.filter(pk=row.pk).update(ended_at=LATER)
    assert [made.state for made in settle_waiting([jonas.pk], at=LATER)] == [Introduction.State.MADE]
