"""A message is called a pitch: once, by whom it was written to, until somebody has looked."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Role
from apps.circles.services import leaving
from apps.circles.services.circles import close
from apps.introductions.models import Message, PitchPause, PitchReport
from apps.introductions.services.reporting_pitches import report_pitch, take_back
from apps.introductions.tasks import end_pitch_pauses
from apps.mail.models import OutboxMail
from apps.profiles.models import Block, Change, User
from apps.profiles.services.leaving import erase
from apps.profiles.services.suspending import reinstate, suspend
from tests.factories import join, make_circle, make_user
from tests.introductions.pitches.scenes import Market, Verdict
from tests.introductions.sending import delivered

pytestmark = pytest.mark.django_db


def test_one_report_pauses_nobody_and_two_introductions_do(market: Market) -> None:
    market.report(market.mina)
    assert not market.is_paused()

    market.report(market.jonas)
    assert market.is_paused()

    market.report(market.cleo)
    assert PitchPause.objects.count() == 1


def test_the_same_message_twice_is_one_report_and_one_mail(market: Market) -> None:
    first, again = market.report(market.mina, market.mina)

    assert first == again
    assert PitchReport.objects.count() == 1
    assert OutboxMail.objects.filter(purpose="pitch_reported").count() == 1


def test_two_messages_and_two_people_of_one_conversation_are_one_introduction(market: Market, at: datetime) -> None:
    bob, eve = make_user("Bob"), make_user("Eve")
    for user in (bob, eve):
        join(market.circle, user)
    said = market.pitch_to(bob, eve)
    again = Message.objects.create(conversation=said.conversation, author=market.tom, body="Buy.", sent_at=at)
    for message in (said, again):
        for user in (bob, eve):
            report_pitch(message, reporter=user, at=at)

    assert PitchReport.objects.count() == 4
    assert not market.is_paused()
    # Whoever looks hears of it once.
    assert OutboxMail.objects.filter(purpose="pitch_reported").count() == 1

    market.report(market.mina)
    assert market.is_paused()


def test_introductions_of_another_circle_do_not_count(market: Market, at: datetime) -> None:
    bob = make_user("Bob")
    elsewhere = make_circle("elsewhere", members=[market.tom, bob])
    message = market.pitch_to(bob, circle=elsewhere)
    market.report(market.mina)

    report_pitch(message, reporter=bob, at=at)

    assert PitchPause.objects.count() == 0


def test_taken_back_it_never_was(market: Market, at: datetime) -> None:
    market.report(market.mina, market.jonas)

    assert take_back(market.said[market.mina.pk], reporter=market.mina, at=at)
    assert not take_back(market.said[market.mina.pk], reporter=market.mina, at=at)

    assert PitchReport.objects.count() == 1
    assert not market.is_paused()
    told = delivered(at + timedelta(days=3), "pitch_paused")
    assert {name: mail.state for name, mail in told.items()} == {"Tom Seller": "dropped"}


def test_what_somebody_looked_at_is_not_taken_back(market: Market, at: datetime) -> None:
    market.report(market.mina)
    market.look(Verdict.TALKED)

    assert not take_back(market.said[market.mina.pk], reporter=market.mina, at=at)
    assert PitchReport.objects.count() == 1


@pytest.mark.parametrize(("verdict", "paused_by_the_next"), [(Verdict.LET_BE, False), (Verdict.TALKED, True)])
def test_what_was_no_pitch_counts_no_more_and_what_was_one_does(
    market: Market, verdict: str, paused_by_the_next: bool
) -> None:
    market.report(market.mina)
    market.look(verdict)

    market.report(market.jonas)

    assert market.is_paused() == paused_by_the_next


def test_a_looked_at_pause_is_over_and_what_was_wished_is_looked_at_again(market: Market) -> None:
    market.report(market.mina, market.jonas)
    Change.objects.all().delete()

    market.look(Verdict.LET_BE)

    assert not market.is_paused()
    assert list(Change.objects.values_list("user_id", "circle_id")) == [(market.tom.pk, market.circle.pk)]


def test_a_set_pause_ends_at_its_time_or_stays_for_what_was_reported_since(market: Market, at: datetime) -> None:
    market.report(market.mina)
    market.look(Verdict.PAUSED)
    pause = PitchPause.objects.get()
    assert (pause.until, pause.until_by) == (at + timedelta(days=28), market.carol)
    market.report(market.jonas)
    PitchPause.objects.update(until=at)

    for _twice in range(2):
        end_pitch_pauses()

    assert market.is_paused()  # Jonas has said so since, and nobody has looked
    assert PitchPause.objects.get().until is None
    market.look(Verdict.LET_BE)
    assert not market.is_paused()


def test_a_set_pause_that_nothing_holds_ends(market: Market, at: datetime) -> None:
    market.report(market.mina)
    market.look(Verdict.PAUSED)
    PitchPause.objects.update(until=at)

    end_pitch_pauses()

    assert not market.is_paused()


def test_with_the_sender_goes_what_was_said_of_them(market: Market, at: datetime) -> None:
    market.report(market.mina, market.jonas)

    erase(market.tom, at=at)

    assert (PitchReport.objects.count(), PitchPause.objects.count()) == (0, 0)


def test_an_erased_reporter_is_forgotten_and_the_pause_stays(market: Market, at: datetime) -> None:
    market.report(market.mina, market.jonas)

    erase(market.mina, at=at)

    assert sorted(PitchReport.objects.values_list("reporter", flat=True), key=str) == [market.jonas.pk, None]
    assert not PitchReport.objects.without_looker().exists()
    assert market.is_paused()
    assert market.look(Verdict.LET_BE)


def test_a_removed_message_still_waits_for_a_look(market: Market) -> None:
    market.report(market.mina, market.jonas)
    Message.objects.filter(author=market.tom).update(body="", removed=True)

    assert market.is_paused()
    assert market.look(Verdict.LET_BE)


def test_leaving_and_coming_back_ends_no_pause(market: Market, at: datetime) -> None:
    market.report(market.mina, market.jonas)

    leaving.leave(market.circle, user=market.tom, at=at)
    assert PitchReport.objects.visible_to(market.carol).count() == 2
    join(market.circle, market.tom)

    assert market.is_paused()


def test_a_suspended_senders_words_are_back_when_they_are(market: Market, at: datetime) -> None:
    market.report(market.mina, market.jonas)

    suspend(market.tom, at=at)
    assert PitchReport.objects.visible_to(market.carol).count() == 0
    reinstate(market.tom, at=at)

    assert PitchReport.objects.visible_to(market.carol).count() == 2
    assert market.is_paused()


def test_in_a_closed_circle_nobody_who_kept_it_looks(market: Market, at: datetime) -> None:
    close(market.circle, by=market.carol, at=at)

    row = market.report(market.mina)[0]

    assert not PitchReport.objects.visible_to(market.carol).exists()
    assert list(PitchReport.objects.without_looker()) == [row]


def keeps(market: Market, user: User) -> None:
    market.circle.memberships.filter(user=user).update(role=Role.CURATOR)


def lookers_of(market: Market, row: PitchReport) -> set[str]:
    everybody = User.objects.select_related("profile")
    seen = {user.profile.name for user in everybody if PitchReport.objects.visible_to(user).filter(pk=row.pk).exists()}
    assert PitchReport.objects.without_looker().filter(pk=row.pk).exists() == (not seen)
    mailed = OutboxMail.objects.filter(purpose="pitch_reported").values_list("user__profile__name", flat=True)
    assert set(mailed) == seen
    return seen


def test_those_who_keep_the_circle_look(market: Market) -> None:
    keeps(market, market.ana)

    assert lookers_of(market, market.report(market.mina)[0]) == {"Carol Curator", "Ana New"}


def test_nobody_looks_at_themselves_or_at_what_they_reported(market: Market) -> None:
    for user in (market.ana, market.tom, market.mina):
        keeps(market, user)

    assert lookers_of(market, market.report(market.mina)[0]) == {"Carol Curator", "Ana New"}


@pytest.mark.parametrize("apart_from", ["tom", "mina"])
@pytest.mark.parametrize("blocker", ["carol", "other"])
def test_nobody_looks_whom_a_block_keeps_apart(market: Market, at: datetime, apart_from: str, blocker: str) -> None:
    other = getattr(market, apart_from)
    two = (market.carol, other) if blocker == "carol" else (other, market.carol)
    Block.objects.create(blocker=two[0], blocked=two[1], since=at)

    assert lookers_of(market, market.report(market.mina)[0]) == set()


def test_a_look_at_what_one_may_see_leaves_the_rest_waiting(market: Market, at: datetime) -> None:
    keeps(market, market.ana)
    Block.objects.create(blocker=market.mina, blocked=market.carol, since=at)
    market.report(market.mina, market.jonas, market.cleo)

    market.look(Verdict.TALKED)

    assert market.is_paused()  # nobody has looked at what Mina said
    market.look(Verdict.TALKED, by=market.ana)
    assert not market.is_paused()
