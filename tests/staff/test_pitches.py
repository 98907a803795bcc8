"""Pitches on the staff's desk: where no curator may look, or none has for 14 days."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Role
from apps.introductions.models import PitchPause, PitchReport
from apps.mail.models import OutboxMail
from apps.profiles.models import Block, User
from apps.staff.models import AuditEntry
from apps.staff.services.handing_over import hand_over
from apps.staff.tasks import hand_over_pitches
from tests.introductions.pitches.scenes import Market, make_market
from tests.introductions.sending import delivered
from tests.staff.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(db: None) -> Market:
    return make_market(at=timezone.now() - timedelta(days=20))


def desk(staff: Client) -> str:
    return str(staff.get("/staff/reports/").text)


def look(staff: Client, market: Market, verdict: str, *people: User) -> str:
    messages = [market.said[user.pk].pk for user in people]
    data = {"sender": market.tom.pk, "messages": messages, "verdict": verdict}
    return str(staff.post("/staff/pitches/market/look/", data, follow=True).text)


def test_what_nobody_looked_at_comes_to_the_staff_after_14_days(market: Market, staff: Client, olga: User) -> None:
    market.report(market.mina, market.jonas)
    assert hand_over(at=market.at + timedelta(days=13, hours=23)) == 0
    assert "Buy my course" not in desk(staff)

    assert [hand_over(at=market.at + timedelta(days=14)) for _twice in range(2)] == [2, 0]

    page = desk(staff)
    assert "Buy my course, Mina." in page
    assert "Buy my course, Jonas." in page
    assert market.tom.email in page
    assert "CANARY" not in page
    assert [who.email for who in (market.mina, market.jonas) if who.email in page] == []
    assert "Somebody told you something" in staff.get("/staff/").text
    assert {mail.user for mail in OutboxMail.objects.filter(purpose="pitch_to_staff")} == {olga}
    assert market.is_paused()  # until they have looked


def test_what_a_curator_looked_at_never_comes_to_the_staff(market: Market) -> None:
    market.report(market.mina)
    market.look("let_be")

    assert hand_over(at=market.at + timedelta(days=15)) == 0


@pytest.mark.parametrize("why", ["keeps it alone", "blocked", "closed"])
def test_where_no_curator_may_look_the_staff_do_at_once(market: Market, staff: Client, why: str) -> None:
    if why == "keeps it alone":
        market.circle.memberships.filter(user=market.carol).delete()
        market.circle.memberships.filter(user=market.tom).update(role=Role.CURATOR)
    if why == "blocked":
        Block.objects.create(blocker=market.carol, blocked=market.mina, since=market.at)
    if why == "closed":
        market.circle.closed_at = market.at
        market.circle.save()
    market.report(market.mina)

    hand_over_pitches()

    assert "Buy my course, Mina." in desk(staff)


def test_staff_look_and_it_stands_in_the_log(market: Market, staff: Client, olga: User) -> None:
    market.report(market.mina, market.jonas)
    hand_over(at=market.at + timedelta(days=14))

    for _double_click in range(2):
        page = look(staff, market, "talked", market.mina, market.jonas)

    assert "Buy my course" not in page
    assert PitchPause.objects.get().ends_at is not None
    assert set(PitchReport.objects.values_list("looked_by", "verdict")) == {(olga.pk, "talked")}
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.by, entry.about) == ("looked_at_pitch", olga, market.tom)
    assert entry.words == "#market: Talked to them"
    assert "looked at what was called a pitch" in staff.get("/staff/audit/").text


def test_staff_keep_paused_and_let_go_on(market: Market, staff: Client) -> None:
    market.report(market.mina)
    hand_over(at=market.at + timedelta(days=14))
    look(staff, market, "paused", market.mina)
    assert "Let them go on" in desk(staff)

    for _double_click in range(2):
        staff.post("/staff/pitches/market/go-on/", {"sender": market.tom.pk})

    assert not market.is_paused()
    assert "Let them go on" not in desk(staff)
    assert list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True)) == ["looked_at_pitch", "let_go_on"]


def test_what_was_not_handed_over_is_not_theirs_to_look_at(market: Market, staff: Client) -> None:
    market.report(market.mina)

    look(staff, market, "let_be", market.mina)

    assert PitchReport.objects.unlooked().count() == 1
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("who", ["tom", "mina"])
def test_staff_look_neither_at_themselves_nor_at_what_they_reported(market: Market, olga: User, who: str) -> None:
    member = getattr(market, who)
    User.objects.filter(pk=member.pk).update(is_staff=True)
    market.report(market.mina)
    hand_over(at=market.at + timedelta(days=14))

    own = signed_in(member)
    assert "Buy my course" not in desk(own)
    look(own, market, "let_be", market.mina)
    assert PitchReport.objects.unlooked().count() == 1
    assert {mail.user for mail in OutboxMail.objects.filter(purpose="pitch_to_staff")} == {olga}

    look(signed_in(olga), market, "let_be", market.mina)
    assert PitchReport.objects.unlooked().count() == 0
    log = own.get("/staff/audit/").text
    assert ("looked at what was called a pitch" in log) == (who == "mina")


def test_the_mail_says_nothing_of_it_and_is_dropped_once_somebody_looked(market: Market, staff: Client) -> None:
    market.report(market.mina)
    hand_over(at=market.at + timedelta(days=14))
    mail = delivered(timezone.now(), "pitch_to_staff")["Olga"]
    assert mail.state == "kept"
    assert [word for word in ("Tom", "Mina", "course", "market") if word in mail.text] == []

    market.report(market.jonas)
    hand_over(at=timezone.now())
    look(staff, market, "let_be", market.jonas)
    OutboxMail.objects.filter(state="kept").delete()
    assert [mail.state for mail in delivered(timezone.now(), "pitch_to_staff").values()] == ["dropped"]


def test_a_pause_that_staff_set_is_told_like_any_other(market: Market, staff: Client) -> None:
    market.report(market.mina)
    hand_over(at=market.at + timedelta(days=14))

    look(staff, market, "paused", market.mina)

    pause = PitchPause.objects.get()
    assert datetime.now(tz=pause.told_from.tzinfo) < pause.told_from
    assert OutboxMail.objects.get(purpose="pitch_paused").due_at == pause.told_from
