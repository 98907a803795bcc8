"""Two at once, each also with the lock taken away, to prove that the race exists."""

from datetime import datetime

import pytest

from apps.introductions.models import PitchPause, PitchReport
from apps.introductions.services import looking, pausing, reporting_pitches
from apps.introductions.services.looking import look_as_curator
from apps.introductions.services.reporting_pitches import report_pitch
from tests.instant import SURELY, Other, unlocked
from tests.introductions.pitches.scenes import Market, Verdict, make_market

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market(transactional_db: None, at: datetime) -> Market:
    return make_market(at=at)


def second_report(market: Market) -> Other:
    message, reporter = market.said[market.jonas.pk], market.jonas
    return Other(lambda: report_pitch(message, reporter=reporter, at=market.at))


def test_two_reports_at_once_make_one_pause(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    other = second_report(market)
    other.acts_before(monkeypatch, reporting_pitches, "settle")

    market.report(market.mina)

    assert other.finished().errors == []
    assert (PitchReport.objects.count(), PitchPause.objects.open().count()) == (2, 1)


def test_two_reports_at_once_go_wrong_without_the_lock(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both find that nothing is paused, and one cannot write what the other has."""
    other = second_report(market)
    # Between what is read of the pauses and what is written.
    other.acts_before(monkeypatch, pausing, "_begin", seconds=SURELY)
    PitchReport.objects.create(message=market.said[market.cleo.pk], reporter=market.cleo, circle=market.circle,
                               at=market.at, staff_at=market.at)  # fmt: skip
    report = unlocked(monkeypatch, report_pitch)

    errors = list[Exception]()
    try:
        report(market.said[market.mina.pk], reporter=market.mina, at=market.at)
    except Exception as error:
        errors.append(error)

    assert other.finished().errors == []
    assert [type(error).__name__ for error in errors] == ["IntegrityError"]


def look(market: Market, service: object) -> None:
    """Mina's and Cleo's were pitches; they are talked to, and it is over."""
    messages = [market.said[user.pk].pk for user in (market.mina, market.cleo)]
    service(market.circle, market.tom, messages, verdict=Verdict.TALKED, by=market.carol, at=market.at)  # type: ignore[operator]  # one of two callables


def test_a_report_in_the_moment_of_a_look_is_looked_at_by_nobody(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.report(market.mina, market.cleo)
    other = second_report(market)
    other.acts_before(monkeypatch, looking, "settle")

    look(market, look_as_curator)

    assert other.finished().errors == []
    assert PitchReport.objects.unlooked().get().reporter == market.jonas
    assert market.is_paused()


def test_without_the_lock_the_look_ends_what_the_report_called_for(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.report(market.mina, market.cleo)
    other = second_report(market)
    other.acts_before(monkeypatch, pausing, "_end", seconds=SURELY)

    look(market, unlocked(monkeypatch, look_as_curator))

    assert other.finished().errors == []
    assert PitchReport.objects.unlooked().get().reporter == market.jonas
    assert not market.is_paused()
