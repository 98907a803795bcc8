"""A word to the introducer: thanks from one, and that they met from two who agree."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions import tidings
from apps.introductions.models import Conversation, Tiding
from apps.introductions.services.thanking import CannotTell, said, take_back, tell
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.plain_words import NotPlain
from apps.profiles.services.leaving import erase
from tests.introductions.scenes import block_other, conversation_of, read, signed_in, url
from tests.introductions.sending import delivered

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=5)
MET, THANKS = Tiding.Kind.MET, Tiding.Kind.THANKS


@pytest.fixture
def conversation(circle: Circle, mina: User, jonas: User, at: datetime) -> Conversation:
    return conversation_of(circle, mina, jonas, at=at)


def heard(introducer: User, at: datetime) -> list[tuple[list[str], list[str]]]:
    return [
        ([row.words for row in one.met], [row.words for row in one.thanks]) for one in tidings.told(introducer, at=at)
    ]


def mails() -> list[str]:
    rows = OutboxMail.objects.filter(purpose=tidings.PURPOSE).order_by("pk")
    return [f"{row.state}: {row.subject}" for row in rows]


def test_thanks_reach_the_introducer_after_five_minutes_from_one_alone(
    conversation: Conversation, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    tell(conversation, user=mina, kind=THANKS, words="We still talk.", at=at)

    early = heard(carol, at + LATER - timedelta(seconds=1))
    mail = delivered(at + LATER, tidings.PURPOSE)["Carol Curator"]

    assert (early, heard(carol, at + LATER)) == ([], [([], ["We still talk."])])
    assert mail.subject == "Mina Park thanks you"
    for text in (mail.text, mail.html):
        assert ["We still talk." in text, url("tidings") in text, "Jonas" in text] == [True, True, False]


def test_a_double_click_is_one_word_and_other_words_replace_the_first_for_five_minutes(
    conversation: Conversation, carol: User, mina: User, at: datetime
) -> None:
    for words in ("Thank", "Thank you", "Thank you"):
        tell(conversation, user=mina, kind=THANKS, words=words, at=at)

    with pytest.raises(CannotTell):
        tell(conversation, user=mina, kind=THANKS, words="Something else", at=at + LATER)
    tell(conversation, user=mina, kind=THANKS, words="Thank you", at=at + LATER)

    assert (heard(carol, at + LATER), OutboxMail.objects.filter(purpose=tidings.PURPOSE).count()) == (
        [([], ["Thank you"])],
        1,
    )


def test_what_is_taken_back_in_time_is_never_told(
    conversation: Conversation, carol: User, mina: User, at: datetime
) -> None:
    tell(conversation, user=mina, kind=THANKS, words="CANARY", at=at)

    for _ in range(2):
        take_back(conversation, user=mina, kind=THANKS, at=at + timedelta(minutes=4))
    delivered(at + LATER, tidings.PURPOSE)

    assert (heard(carol, at + LATER), mails()) == ([], ["dropped: "])
    tell(conversation, user=mina, kind=THANKS, words="After all", at=at)
    with pytest.raises(CannotTell):
        take_back(conversation, user=mina, kind=THANKS, at=at + LATER)


def test_that_they_met_is_told_once_both_agree_with_the_words_of_each(
    conversation: Conversation, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    second = at + timedelta(days=3)
    tell(conversation, user=mina, kind=MET, words="We opened a shop.", at=at)
    alone = (heard(carol, second), mails())

    tell(conversation, user=jonas, kind=MET, words="She did.", at=second)
    early = heard(carol, second)
    mail = delivered(second + LATER, tidings.PURPOSE)["Carol Curator"]

    assert (alone, early) == (([], []), [])
    assert heard(carol, second + LATER) == [(["We opened a shop.", "She did."], [])]
    assert mail.subject == "Mina Park and Jonas Weber met through you"
    for text in (mail.text, mail.html):
        assert ["We opened a shop." in text, "She did." in text] == [True, True]


def test_one_consent_changes_nothing_for_the_other(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    before = said(conversation.introduction, jonas, at=at + LATER)

    tell(conversation, user=mina, kind=MET, words="CANARY", at=at)

    assert said(conversation.introduction, jonas, at=at + LATER) == before == {}
    assert said(conversation.introduction, mina, at=at + timedelta(days=9))["met"][1] is False
    take_back(conversation, user=mina, kind=MET, at=at + timedelta(days=9))
    assert not Tiding.objects.exists()


def test_who_agrees_later_in_a_group_is_read_of_and_sends_no_second_mail(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    group = conversation_of(circle, mina, jonas, cleo, at=at)
    for number, user in enumerate((mina, jonas, cleo)):
        tell(group, user=user, kind=MET, words=user.profile.first_name, at=at + timedelta(minutes=number))
    first = heard(carol, at + LATER + timedelta(minutes=1))
    delivered(at + timedelta(hours=1), tidings.PURPOSE)

    assert first == [(["Mina", "Jonas"], [])]
    assert heard(carol, at + timedelta(hours=1)) == [(["Mina", "Jonas", "Cleo"], [])]
    assert [mail.split(":")[0] for mail in mails()] == ["kept", "dropped"]


def test_a_block_takes_back_a_consent_that_waits_and_not_what_was_told(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    waiting, told = conversation_of(circle, mina, jonas, at=at), conversation_of(circle, mina, cleo, at=at)
    tell(waiting, user=mina, kind=MET, words="waits", at=at)
    for user in (mina, cleo):
        tell(told, user=user, kind=MET, words="told", at=at)

    block_other(waiting.introduction, jonas, mina, at + LATER)
    block_other(told.introduction, cleo, mina, at + LATER)

    assert [row.words for row in Tiding.objects.order_by("pk")] == ["told", "told"]
    assert heard(carol, at + LATER) == [(["told", "told"], [])]


@pytest.mark.parametrize("gone", ["erased", "suspended", "blocked"])
def test_an_introducer_who_is_gone_is_told_nothing_and_the_buttons_are_not_there(
    gone: str, conversation: Conversation, carol: User, mina: User, at: datetime
) -> None:
    there = read(mina, "envelope", conversation.introduction_id)
    if gone == "erased":
        erase(carol, at=at)
    elif gone == "suspended":
        User.objects.filter(pk=carol.pk).update(suspended_at=at)
    else:
        block_other(conversation.introduction, carol, mina, at)

    page = read(mina, "envelope", conversation.introduction_id)

    assert ["Thank Carol" in there, "Thank Carol" in page, "A word to" in page] == [True, False, False]
    with pytest.raises(CannotTell):
        tell(conversation, user=mina, kind=THANKS, words="", at=at)


def test_an_introducer_whom_somebody_blocked_since_is_told_nothing_of_them(
    conversation: Conversation, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    for user in (mina, jonas):
        tell(conversation, user=user, kind=MET, words="CANARY", at=at)
    tell(conversation, user=mina, kind=THANKS, words="CANARY", at=at)

    block_other(conversation.introduction, mina, carol, at)
    delivered(at + LATER, tidings.PURPOSE)

    assert (heard(carol, at + LATER), {mail.split(":")[0] for mail in mails()}) == ([], {"dropped"})


def test_thanks_of_one_do_not_tell_an_introducer_of_a_meeting_that_another_hides_from_her(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    met = conversation_of(circle, mina, jonas, at=at)
    tell(met, user=jonas, kind=THANKS, words="CANARY", at=at)

    block_other(met.introduction, mina, carol, at)

    assert heard(carol, at + LATER) == []


def test_another_curator_reads_nothing_of_it(
    conversation: Conversation, cleo: User, mina: User, jonas: User, at: datetime
) -> None:
    conversation.introduction.circle.memberships.filter(user=cleo).update(role="curator")
    for user in (mina, jonas):
        tell(conversation, user=user, kind=MET, words="CANARY", at=at)

    assert heard(cleo, at + LATER) == []
    assert "CANARY" not in read(cleo, "detail", conversation.introduction_id) + read(cleo, "tidings")


def test_links_are_refused_and_the_page_keeps_what_was_typed(conversation: Conversation, mina: User) -> None:
    words = {"kind": "met", "words": "See shop.example.org"}

    response = signed_in(mina).post(url("tell", conversation.introduction_id), words)

    assert (response.status_code, Tiding.objects.count()) == (422, 0)
    assert "See shop.example.org" in response.text
    assert "Leave links out, also" in response.text


def test_too_many_words_are_refused(conversation: Conversation, mina: User, at: datetime) -> None:
    with pytest.raises(NotPlain):
        tell(conversation, user=mina, kind=THANKS, words="x" * 301, at=at)


def test_it_is_all_done_by_plain_forms(conversation: Conversation, carol: User, mina: User, jonas: User) -> None:
    number = conversation.introduction_id
    for user in (mina, jonas):
        signed_in(user).post(url("tell", number), {"kind": "met", "words": f"{user.profile.first_name} says so."})
    signed_in(mina).post(url("tell", number), {"kind": "thanks", "words": "Thanks."})
    waiting = read(mina, "envelope", number)
    signed_in(mina).post(url("untell", number), {"kind": "thanks"})
    Tiding.objects.update(at=conversation.opened_at - LATER)

    page = read(carol, "tidings")

    assert ["It goes out within five minutes." in waiting, "once Jonas says so, too" in waiting] == [True, True]
    assert ["Mina says so." in page, "Jonas says so." in page, "thanks you" in page] == [True, True, False]
    assert "Carol has been told that it led somewhere." in read(jonas, "envelope", number)
