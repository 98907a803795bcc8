"""Leaks that are built in, each of which the twins must find."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest

from apps.circles.models import Circle
from apps.digests import asks
from apps.introductions import eligibility, mails, pitch_mails, reply_mails
from apps.introductions.models import Answer, Conversation, Introduction, MailedReply, Message, PitchPause, PitchReport
from apps.introductions.services import answering, pausing, replying, thanking
from apps.introductions.services.conversing import write_message
from apps.introductions.services.keeping_away import keep_away
from apps.mail.outbox import enqueue
from apps.matching import candidates
from apps.matching.models import NoReason, Suggestion
from apps.matching.models.no_reason import LeftOut
from apps.matching.reading import Pair
from apps.matching.services import wishing
from apps.profiles.models import User
from tests.privacy.twins import lettings


def close_early_on_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = answering.answer

    def closing(introduction: Introduction, *, user: User, value: str, at: datetime) -> Introduction:
        done = answer(introduction, user=user, value=value, at=at)
        if value == "no":
            Introduction.objects.filter(pk=introduction.pk, state="asked").update(closes_at=at)
        return done

    monkeypatch.setattr(lettings, "answer", closing)


def mail_at_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = answering.answer

    def mailing(introduction: Introduction, *, user: User, value: str, at: datetime) -> Introduction:
        done = answer(introduction, user=user, value=value, at=at)
        if value == "no":
            for other in User.objects.filter(answers__introduction=introduction).exclude(pk=user.pk):
                payload, key = {"id": introduction.pk}, f"once more {other.pk}"
                enqueue(mails.ASKED, key=key, address=other.email, user_id=other.pk, payload=payload, due_at=at)
        return done

    monkeypatch.setattr(lettings, "answer", mailing)


def order_by_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def people(introduction: Introduction) -> list[User]:
        rows = introduction.answers.select_related("user__profile").order_by("value", "user")
        return [row.user for row in rows]

    monkeypatch.setattr(Introduction, "people", property(people))


def one_query_more_about_a_silent_one(monkeypatch: pytest.MonkeyPatch) -> None:
    state_for = Introduction.state_for

    def asking(introduction: Introduction, viewer: User, *, at: datetime) -> str:
        if introduction.answers.filter(value=Answer.Value.NO).exists():
            introduction.answers.filter(value="").count()
        return state_for(introduction, viewer, at=at)

    monkeypatch.setattr(Introduction, "state_for", asking)


def people_who_paused_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the list of those who are asked."""
    asks_of = asks._ask

    def without(introduction: Introduction, answers: list[Answer], reader: User) -> asks.Ask:
        here = [row for row in answers if row.user.profile.paused_at is None or row.user_id == reader.pk]
        return asks_of(introduction, here, reader)

    monkeypatch.setattr(asks, "_ask", without)


def suggestions_vanish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was told no is left in peace."""
    parted = eligibility.parted_pairs

    def more(user_ids: Any, **of: Any) -> set[tuple[int, int]]:
        asked = Introduction.objects.filter(answers__value="no")
        refused = set(User.objects.filter(answers__introduction__in=asked).values_list("pk", flat=True))
        return parted(user_ids, **of) | {eligibility.pair(one, other) for one in refused for other in user_ids}

    monkeypatch.setattr(candidates, "parted_pairs", more)


def a_block_is_told_to_the_curator(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set with a block in it is refused rather than a shadow."""
    state_for = Introduction.state_for

    def telling(introduction: Introduction, viewer: User, *, at: datetime) -> str:
        return "not_made" if introduction.shadow else state_for(introduction, viewer, at=at)

    monkeypatch.setattr(Introduction, "state_for", telling)


def a_refused_answer_reaches_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def telling(reply: MailedReply, why: Mapping[str, str | bool], *, at: datetime) -> None:
        for member in reply.conversation.members.select_related("user"):
            payload, key = {"id": reply.conversation_id, **why}, f"{reply.pk} to {member.user_id}"
            address, purpose = member.user.email, reply_mails.NOT_SENT
            enqueue(purpose, key=key, address=address, user_id=member.user_id, payload=payload, due_at=at)

    monkeypatch.setattr(reply_mails, "enqueue_not_sent", telling)


def a_yes_taken_back_closes_early(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = answering.answer

    def closing(introduction: Introduction, *, user: User, value: str, at: datetime) -> Introduction:
        back = value == "no" and introduction.answers.filter(user=user, value="yes").exists()
        done = answer(introduction, user=user, value=value, at=at)
        if back:
            Introduction.objects.filter(pk=introduction.pk, state="asked").update(closes_at=at)
        return done

    monkeypatch.setattr(lettings, "answer", closing)


def a_wish_taken_back_is_a_never(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever took it back is not introduced to that person any more."""
    take_back = wishing.take_back

    def keeping(suggestion: Suggestion, *, by: User) -> None:
        take_back(suggestion, by=by)
        keep_away(by, suggestion.other(by), at=suggestion.made_at)

    monkeypatch.setattr(wishing, "take_back", keeping)


def thanks_taken_back_are_mailed(monkeypatch: pytest.MonkeyPatch) -> None:
    take_back = thanking.take_back

    def mailing(conversation: Conversation, *, user: User, kind: str, at: datetime) -> None:
        take_back(conversation, user=user, kind=kind, at=at)
        for member in conversation.members.exclude(user=user).select_related("user"):
            payload, key = {"id": conversation.introduction_id}, f"taken back {member.pk}"
            address, purpose = member.user.email, mails.MADE
            enqueue(purpose, key=key, address=address, user_id=member.user_id, payload=payload, due_at=at)

    monkeypatch.setattr(thanking, "take_back", mailing)


def a_report_taken_back_leaves_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which one report alone begins; and its person is told."""
    monkeypatch.setattr(pausing, "INTRODUCTIONS_NEEDED", 1)
    monkeypatch.setattr(pausing, "_let_end", lambda pause, at: None)


def an_answer_by_mail_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def saying(conversation: Conversation, *, author: User, body: str, at: datetime) -> Message:
        return write_message(conversation, author=author, body=f"{body} (by mail)", at=at)

    monkeypatch.setattr(replying, "write_message", saying)


def whose_pitches_pause_them_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asks_of = asks._ask

    def without(introduction: Introduction, answers: list[Answer], reader: User) -> asks.Ask:
        paused = set(PitchPause.objects.open().values_list("user_id", flat=True)) - {reader.pk}
        return asks_of(introduction, [row for row in answers if row.user_id not in paused], reader)

    monkeypatch.setattr(asks, "_ask", without)


def whoever_reported_hears_of_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = pausing._begin

    def telling(circle: Circle, user: User, at: datetime) -> None:
        begin(circle, user, at)
        for report in PitchReport.objects.about(circle.pk, user.pk).select_related("reporter"):
            if report.reporter:
                pitch_mails.enqueue_reported(report, report.reporter, at=at)

    monkeypatch.setattr(pausing, "_begin", telling)


def first_names_come_by_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where members do not see each other, and there alone."""

    def people(introduction: Introduction) -> list[User]:
        order = ("user",) if introduction.circle.members_see_each_other else ("-value", "-user")
        return [row.user for row in introduction.answers.select_related("user__profile").order_by(*order)]

    monkeypatch.setattr(Introduction, "people", property(people))


def what_is_no_reason_for_one_is_none_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    without = Pair.without

    def for_both(pair: Pair, left_out: LeftOut, user_id: int) -> Pair:
        two = (pair.low_id, pair.high_id)
        for one, theirs in NoReason.objects.by_user(two).items():
            pair = without(pair, theirs, one)
        return without(pair, left_out, user_id)

    monkeypatch.setattr(Pair, "without", for_both)


Plant = Callable[[pytest.MonkeyPatch], None]
# Each with a kind of story, and with what is to be looked at.
PLANTED: list[tuple[Plant, str, str]] = [
    (close_early_on_a_no, "no", "the ask"),
    (mail_at_a_no, "no", "mails to come"),
    (order_by_answer, "no", "circle"),
    (one_query_more_about_a_silent_one, "no", "the ask"),
    (suggestions_vanish, "no", "suggested"),
    (people_who_paused_are_missing, "pause", "home"),
    (a_yes_taken_back_closes_early, "a yes taken back", "the ask"),
    (a_wish_taken_back_is_a_never, "a wish taken back", "home"),
    (what_is_no_reason_for_one_is_none_for_both, "reasons left out", "suggested"),
    (thanks_taken_back_are_mailed, "thanks taken back", "mails to come"),
    (a_report_taken_back_leaves_a_pause, "a report taken back", "mails to come"),
    (first_names_come_by_answer, "no", "circle"),
    (a_block_is_told_to_the_curator, "shadow of a block", "circle"),
]
# SOAK looks for these, too.
MORE: list[tuple[Plant, str, str]] = [
    (a_refused_answer_reaches_the_others, "answers by mail that are refused", "mails to come"),
    (an_answer_by_mail_says_so, "an answer by mail", "first conversation"),
    (whose_pitches_pause_them_are_missing, "paused for pitches", "home"),
    (whoever_reported_hears_of_the_pause, "a yes of somebody paused for pitches", "mails to come"),
]
