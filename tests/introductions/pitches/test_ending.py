"""A pause that its person has been told of ends in a morning, whatever ended it and whenever that was."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from apps.digests.looking_up import circles_of
from apps.introductions.models import PitchPause
from apps.introductions.pitch_mails import compose_paused
from apps.introductions.pitch_records import pitches
from apps.introductions.services.looking import let_go_on_as_curator
from apps.introductions.services.pausing import end_due
from apps.introductions.services.reporting_pitches import take_back
from apps.mail.models import OutboxMail
from apps.profiles.models import Change
from tests.introductions.pitches.scenes import Market, Verdict

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
TOLD, MONDAY_AFTER = datetime(2026, 5, 6, 8, tzinfo=UTC), datetime(2026, 5, 11, tzinfo=UTC)
OVER = datetime(2026, 5, 13, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Act = Callable[[Market, datetime], object]


def reporter_takes_it_back(market: Market, at: datetime) -> object:
    return take_back(market.said[market.mina.pk], reporter=market.mina, at=at)


def curator_looks(market: Market, at: datetime) -> object:
    return market.look(Verdict.LET_BE, at=at)


def curator_sets_a_time_and_lifts_it(market: Market, at: datetime) -> object:
    market.look(Verdict.PAUSED, at=at - timedelta(days=3))
    return let_go_on_as_curator(market.circle, market.tom, by=market.carol, at=at)


ENDS = (reporter_takes_it_back, curator_looks, curator_sets_a_time_and_lifts_it)


@pytest.fixture
def told() -> Market:
    """Two said so on a Monday; the writer knows since Wednesday."""
    market = Market(MONDAY)
    market.report(market.mina, market.jonas)
    return market


def reads(market: Market, at: datetime) -> bool:
    """Whether the home page says so, and nobody new comes: the two are one."""
    end_due(at=at)
    (here,) = circles_of([market.tom], at)[market.tom.pk]
    said = bool(here.introductions_paused)  # type: ignore[attr-defined]  # annotated
    assert said == market.is_paused()
    return said


def course(market: Market, act: Act, at: datetime) -> list[bool]:
    """What the writer reads, hour by hour from the Monday after."""
    hours, read = [MONDAY_AFTER + timedelta(hours=hour) for hour in range(4 * 24)], []
    for before, now in zip([MONDAY_AFTER, *hours], hours, strict=False):
        if before < at <= now:
            assert act(market, at)
        read.append(reads(market, now))
    return read


@pytest.mark.parametrize("act", ENDS)
@pytest.mark.parametrize("hour", [1, 9, 23])
def test_whoever_ended_it_and_whatever_the_hour_it_is_over_in_one_morning(told: Market, act: Act, hour: int) -> None:
    read = course(told, act, MONDAY_AFTER + timedelta(hours=hour))

    assert read == [MONDAY_AFTER + timedelta(hours=hour) < OVER for hour in range(4 * 24)]


def test_what_waited_for_its_end_waits_until_the_end_is_told(told: Market) -> None:
    Change.objects.all().delete()

    curator_looks(told, MONDAY_AFTER)
    assert (Change.objects.count(), end_due(at=OVER - MINUTE)) == (0, 0)

    assert [end_due(at=OVER) for _twice in range(2)] == [1, 0]
    assert list(Change.objects.values_list("user_id", "at")) == [(told.tom.pk, OVER)]


@pytest.mark.parametrize("act", [reporter_takes_it_back, curator_looks])
def test_whoever_knows_nothing_of_it_goes_on_at_once(told: Market, act: Act) -> None:
    act(told, TOLD - MINUTE)

    assert (told.is_paused(), reads(told, TOLD)) == (False, False)


def test_another_report_meanwhile_goes_on_with_it(told: Market) -> None:
    reporter_takes_it_back(told, MONDAY_AFTER)
    told.report(told.cleo, at=MONDAY_AFTER + MINUTE)

    assert (end_due(at=OVER), reads(told, OVER), PitchPause.objects.count()) == (0, True, 1)


def test_a_time_that_was_told_ends_when_it_said(told: Market) -> None:
    told.look(Verdict.PAUSED, at=MONDAY_AFTER)
    until = MONDAY_AFTER + timedelta(days=28)

    assert (reads(told, until - MINUTE), reads(told, until)) == (True, False)


UNTIL = MONDAY_AFTER + timedelta(days=28)


@pytest.mark.parametrize(
    ("before", "ends"),
    [
        (timedelta(hours=1), UNTIL),
        (timedelta(days=1), UNTIL),
        (timedelta(days=3), UNTIL - timedelta(days=1) + timedelta(hours=8)),
    ],
)
def test_a_time_that_was_told_is_made_no_longer_by_whoever_lifts_it(
    before: timedelta, ends: datetime, told: Market
) -> None:
    told.look(Verdict.PAUSED, at=MONDAY_AFTER)

    assert let_go_on_as_curator(told.circle, told.tom, by=told.carol, at=UNTIL - before)

    assert (reads(told, ends - MINUTE), reads(told, ends)) == (True, False)


def test_that_somebody_lifts_it_is_read_nowhere_before_the_morning(
    told: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_AFTER + timedelta(hours=1))
    told.look(Verdict.PAUSED, at=MONDAY_AFTER)
    before, listed = pitches(told.tom), PitchPause.objects.visible_to(told.carol)
    assert (len(before["your_introductions_paused"]), listed.count()) == (1, 1)

    let_go_on_as_curator(told.circle, told.tom, by=told.carol, at=MONDAY_AFTER + MINUTE)

    assert pitches(told.tom) == before
    # Whoever set it reads that it is lifted, and lifts it once.
    assert listed.count() == 0
    assert not let_go_on_as_curator(told.circle, told.tom, by=told.carol, at=MONDAY_AFTER + 2 * MINUTE)


def test_a_time_that_is_lifted_before_it_is_told_is_told_to_nobody(told: Market) -> None:
    told.look(Verdict.PAUSED, at=MONDAY_AFTER)
    mail = OutboxMail.objects.get(user=told.tom, payload__set=True)
    assert compose_paused(mail, OVER)

    let_go_on_as_curator(told.circle, told.tom, by=told.carol, at=MONDAY_AFTER + MINUTE)

    assert compose_paused(mail, OVER) is None


def test_reports_since_pause_them_still_when_it_is_lifted(told: Market) -> None:
    told.look(Verdict.PAUSED, at=MONDAY_AFTER)
    let_go_on_as_curator(told.circle, told.tom, by=told.carol, at=MONDAY_AFTER + MINUTE)
    told.report(told.cleo, at=MONDAY_AFTER + 2 * MINUTE)

    assert (reads(told, OVER), reads(told, UNTIL)) == (True, True)
    # And no longer than until somebody has looked.
    told.look(Verdict.LET_BE, at=UNTIL)
    assert not reads(told, UNTIL + timedelta(days=3))


def test_a_time_that_is_set_while_it_ends_goes_on(told: Market) -> None:
    reporter_takes_it_back(told, MONDAY_AFTER)

    assert told.look(Verdict.PAUSED, at=MONDAY_AFTER + MINUTE)

    assert reads(told, OVER)
    assert PitchPause.objects.get().ends_at is None
