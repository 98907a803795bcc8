"""The button, the page of those who look, and what each of them reads."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Role
from apps.introductions.models import PitchPause, PitchReport
from apps.mail.models import OutboxMail
from apps.profiles.exports import export
from apps.profiles.models import Block, User
from tests.factories import join, make_user
from tests.introductions.pitches.scenes import Market, Verdict, make_market
from tests.introductions.scenes import masked, read, signed_in, steady, url
from tests.introductions.sending import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(db: None) -> Market:
    """By the clock, as the pages."""
    return make_market(at=timezone.now() - timedelta(minutes=5))


def said_to(market: Market, user: User) -> int:
    return market.said[user.pk].pk


def post(user: User, name: str, *args: object, **data: object) -> str:
    response = signed_in(user).post(url(name, *args), data, follow=True)
    assert response.status_code == 200
    return str(response.text)


def test_the_button_stands_beside_what_others_wrote(market: Market) -> None:
    conversation = market.said[market.mina.pk].conversation_id

    for user in (market.mina, market.tom):
        theirs = conversation_links(user, conversation)
        other = market.tom if user == market.mina else market.mina
        messages = market.said[market.mina.pk].conversation.messages.filter(author=other)
        assert theirs == [url("pitch", message.pk) for message in messages]


def conversation_links(user: User, conversation: int) -> list[str]:
    page = read(user, "conversation", conversation)
    return [part.split('"')[0] for part in page.split('href="')[1:] if "/pitch/" in part.split('"')[0]]


def test_a_report_is_made_with_one_button_and_taken_back_with_another(market: Market) -> None:
    message = said_to(market, market.mina)
    page = read(market.mina, "pitch", message)
    assert "Buy my course, Mina." in page
    assert "The curators of #market read it" in page
    assert "nobody except you got this message" in page

    for _double_click in range(2):
        page = post(market.mina, "pitch", message)
    assert PitchReport.objects.count() == 1
    assert "You said that this was a pitch" in page

    for _double_click in range(2):
        page = post(market.mina, "undo_pitch", message)
    assert PitchReport.objects.count() == 0
    assert "Was this a pitch?" in page


def test_after_a_look_there_is_nothing_to_take_back(market: Market) -> None:
    market.report(market.mina)
    market.look(Verdict.LET_BE)

    page = read(market.mina, "pitch", said_to(market, market.mina))

    assert "Somebody has looked" in page
    assert "Take it back" not in page


def test_the_page_tells_how_many_got_the_message(market: Market) -> None:
    bob, eve = make_user("Bob"), make_user("Eve")
    for user in (bob, eve):
        join(market.circle, user)
    message = market.pitch_to(bob, eve)

    assert "2 people got this message" in read(bob, "pitch", message.pk)


@pytest.mark.parametrize(
    ("keepers", "sentence"),
    [
        (["carol"], "The curators of #market read it"),
        (["carol", "tom"], "Tom Seller keeps #market and does not read it. The others who keep it do"),
        (["tom"], "Tom Seller keeps #market and does not read it. The people who keep this place do."),
        (["carol", "mina"], "You keep #market yourself, so the others who keep it read it"),
        (["mina"], "The people who keep this place read it."),
    ],
)
def test_the_page_says_who_will_read(market: Market, keepers: list[str], sentence: str) -> None:
    market.circle.memberships.update(role=Role.MEMBER)
    for name in keepers:
        market.circle.memberships.filter(user=getattr(market, name)).update(role=Role.CURATOR)

    assert sentence in " ".join(read(market.mina, "pitch", said_to(market, market.mina)).split())


def test_the_page_tells_nothing_of_a_block(market: Market) -> None:
    """Nobody would be left to look, and the same words stand there."""
    message = said_to(market, market.mina)
    before = steady(read(market.mina, "pitch", message))

    Block.objects.create(blocker=market.carol, blocked=market.mina, since=market.at)

    assert steady(read(market.mina, "pitch", message)) == before


def test_nobody_reports_themselves_or_what_was_not_said_to_them(market: Market) -> None:
    message = said_to(market, market.mina)
    for user in (market.tom, market.jonas, market.carol, market.ana):
        assert signed_in(user).post(url("pitch", message)).status_code == 404
    assert PitchReport.objects.count() == 0


def test_whoever_looks_reads_the_message_and_who_wrote_it(market: Market) -> None:
    market.report(market.mina)

    page = read(market.carol, "pitches", "market")

    assert "Tom Seller" in page
    assert "Buy my course, Mina." in page  # it is what was reported
    assert "CANARY" not in page
    assert [name for name in ("Mina Park", "Jonas Weber", market.mina.email) if name in page] == []
    told = " ".join(steady(signed_in(market.carol).get("/").text).split())
    assert "Somebody felt that a message to them was a pitch, in #market." in told
    assert "CANARY" not in told


def test_no_page_of_the_curator_says_who_reported(market: Market) -> None:
    """Mina reports, or another of the three whom the message went to: the same page, byte for byte."""
    bob, eve = make_user("Bob"), make_user("Eve")
    for user in (bob, eve):
        join(market.circle, user)
    message = market.pitch_to(bob, eve)
    pages = []
    for reporters in ([bob], [eve], [bob, eve]):
        PitchReport.objects.all().delete()
        for reporter in reporters:
            PitchReport.objects.create(message=message, reporter=reporter, circle=market.circle,
                                       at=market.at, staff_at=market.at)  # fmt: skip
        pages.append([masked(page) for page in seen_by(market.carol)])

    assert pages[0] == pages[1] == pages[2]


def seen_by(curator: User) -> list[str]:
    own = [reverse("home"), url("pitches", "market"), "/circles/market/", reverse("bench:sitting", args=["market"])]
    return [signed_in(curator).get(page).text for page in own]


def test_a_look_is_noted_with_who_and_when_and_the_words_are_gone(market: Market) -> None:
    ana = market.ana
    market.circle.memberships.filter(user=ana).update(role=Role.CURATOR)
    market.report(market.mina)

    sender = {"sender": market.tom.pk, "messages": [said_to(market, market.mina)]}
    for _double_click in range(2):
        post(market.carol, "look_at_pitches", "market", verdict="talked", **sender)
    late = post(ana, "look_at_pitches", "market", verdict="let_be", **sender)

    assert "Somebody else has looked at this meanwhile" in late
    row = PitchReport.objects.get()
    assert (row.looked_by, row.verdict) == (market.carol, "talked")
    page = read(ana, "pitches", "market")
    assert "Talked to them" in page
    assert "Carol Curator" in page
    assert "Buy my course" not in page
    assert OutboxMail.objects.filter(purpose="pitch_talk").count() == 1


@pytest.mark.parametrize("data", [{}, {"sender": "x"}, {"sender": "1" * 40, "messages": ["1"], "verdict": "let_be"},
                                  {"verdict": "sell", "messages": ["1"]}, {"messages": ["1" * 40]}])  # fmt: skip
def test_a_broken_form_changes_nothing(market: Market, data: dict[str, object]) -> None:
    market.report(market.mina)

    post(market.carol, "look_at_pitches", "market", **{"sender": market.tom.pk, "verdict": "let_be"} | data)

    assert PitchReport.objects.unlooked().count() == 1


def test_keeping_paused_is_undone_on_the_same_page(market: Market) -> None:
    market.report(market.mina)
    sender = {"sender": market.tom.pk, "messages": [said_to(market, market.mina)]}
    page = post(market.carol, "look_at_pitches", "market", verdict="paused", **sender)
    assert "Let them go on" in page
    assert market.is_paused()

    for _double_click in range(2):
        page = post(market.carol, "let_go_on", "market", sender=market.tom.pk)

    assert "Let them go on" not in page
    assert not market.is_paused()


def test_a_curator_does_not_look_where_a_block_is_or_at_themselves(market: Market) -> None:
    market.circle.memberships.filter(user=market.tom).update(role=Role.CURATOR)
    market.report(market.mina)
    Block.objects.create(blocker=market.tom, blocked=market.carol, since=market.at)

    for user in (market.tom, market.carol):
        page = read(user, "pitches", "market")
        assert "Nothing waits for your look." in page
        assert "Buy my course" not in page
        sender = {"sender": market.tom.pk, "messages": [said_to(market, market.mina)]}
        post(user, "look_at_pitches", "market", verdict="let_be", **sender)
    assert PitchReport.objects.unlooked().count() == 1


def test_the_sender_is_told_on_a_later_day_without_texts_times_or_names(market: Market, at: datetime) -> None:
    before = steady(signed_in(market.tom).get("/").text)
    market.report(market.mina, market.jonas)
    assert steady(signed_in(market.tom).get("/").text) == before
    assert export(market.tom)["pitches"]["your_introductions_paused"] == []

    day = PitchPause.objects.get().told_from
    assert timedelta(days=1) < day - market.at < timedelta(days=3)
    mail = delivered(day, "pitch_paused")["Tom Seller"]
    assert mail.state == "kept"
    assert [word for word in ("Mina", "Jonas", "course") if word in mail.subject + mail.text] == []
    PitchPause.objects.update(told_from=market.at)
    page = signed_in(market.tom).get("/").text
    assert "In #market your introductions are paused" in page
    assert len(export(market.tom)["pitches"]["your_introductions_paused"]) == 1


def test_mails_hold_nothing_of_what_was_said_and_by_whom(market: Market) -> None:
    market.report(market.mina, market.jonas)
    market.look(Verdict.PAUSED)
    market.report(market.cleo)
    market.look(Verdict.TALKED)

    delivered(market.at + timedelta(days=9))

    mails = OutboxMail.objects.filter(purpose__startswith="pitch")
    assert set(mails.values_list("purpose", flat=True)) == {"pitch_reported", "pitch_talk", "pitch_paused"}
    said = " ".join(mail.subject + mail.text + mail.html for mail in mails)
    assert [word for word in ("Mina", "Jonas", "Cleo", "Buy", "CANARY") if word in said] == []
    assert "#market" in said


def test_a_mail_to_look_is_not_sent_once_somebody_has(market: Market) -> None:
    market.report(market.mina)
    market.look(Verdict.LET_BE)

    assert delivered(timezone.now(), "pitch_reported")["Carol Curator"].state == "dropped"


def test_an_export_says_what_one_reported_and_looked_at(market: Market) -> None:
    market.report(market.mina)
    market.look(Verdict.TALKED)

    reported = export(market.mina)["pitches"]["reported"]
    assert [(row["circle"], row["message"]) for row in reported] == [("market", said_to(market, market.mina))]
    assert [row["verdict"] for row in export(market.carol)["pitches"]["looked_at"]] == ["talked"]
    assert export(market.tom)["pitches"] == {"reported": [], "looked_at": [], "your_introductions_paused": []}
