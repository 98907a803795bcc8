"""Whoever has gone between what was said and what follows from it: nothing is made of it, and no mail tells of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles.services import leaving
from apps.circles.services.circles import close
from apps.introductions.models import Message, PitchReport
from apps.introductions.pitches import messages_of_others
from apps.introductions.services.reporting_pitches import MessageGone, report_pitch
from apps.introductions.views import pitch
from tests.introductions.pitches.scenes import Market, Verdict
from tests.introductions.scenes import signed_in
from tests.introductions.sending import delivered, states

pytestmark = pytest.mark.django_db


def leave(market: Market, at: datetime) -> None:
    leaving.leave(market.circle, user=market.tom, at=at)


def shut(market: Market, at: datetime) -> None:
    close(market.circle, by=market.carol, at=at)


def stay(market: Market, at: datetime) -> None:
    pass


@pytest.mark.parametrize(("happens", "state"), [(stay, "kept"), (leave, "dropped"), (shut, "dropped")])
@pytest.mark.parametrize("verdict", [Verdict.TALKED, Verdict.PAUSED])
def test_a_letter_after_a_look_goes_to_whom_it_still_concerns(
    market: Market, at: datetime, verdict: str, happens: Callable[[Market, datetime], None], state: str
) -> None:
    market.report(market.mina)
    market.look(verdict)

    happens(market, at + timedelta(hours=1))

    purpose = "pitch_talk" if verdict == Verdict.TALKED else "pitch_paused"
    assert states(delivered(at + timedelta(days=3), purpose)) == {"Tom": state}


@pytest.mark.parametrize(("happens", "state"), [(stay, "kept"), (leave, "dropped")])
def test_a_pause_is_told_to_whom_it_still_concerns(
    market: Market, at: datetime, happens: Callable[[Market, datetime], None], state: str
) -> None:
    market.report(market.mina, market.jonas)

    happens(market, at + timedelta(hours=1))

    assert states(delivered(at + timedelta(days=3), "pitch_paused")) == {"Tom": state}


@pytest.mark.parametrize("gone", ["removed", "inactive"])
def test_what_is_gone_is_reported_by_nobody(market: Market, at: datetime, gone: str) -> None:
    """Erased in this very moment, it is still in the reporter's hand."""
    message = market.said[market.mina.pk]
    if gone == "removed":
        Message.objects.filter(pk=message.pk).update(removed=True, body="")
    else:
        type(market.tom).objects.filter(pk=market.tom.pk).update(is_active=False)

    with pytest.raises(MessageGone):
        report_pitch(message, reporter=market.mina, at=at)
    assert not PitchReport.objects.exists()


def test_who_pressed_in_that_moment_reads_a_sentence(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    message = market.said[market.mina.pk]

    def found_and_gone(request: object, message_id: int) -> Message:
        found = messages_of_others(market.mina).get(pk=message_id)
        Message.objects.filter(pk=message_id).update(removed=True, body="")
        return found

    monkeypatch.setattr(pitch, "_message", found_and_gone)

    page = signed_in(market.mina).post(reverse("introductions:pitch", args=[message.pk]), follow=True)

    assert (page.status_code, "This message is no longer there." in page.text) == (200, True)
    assert not PitchReport.objects.filter(at__lte=timezone.now()).exists()
