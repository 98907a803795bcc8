"""Two worlds, one story: they differ in one answer that is hidden, and nobody but the one whose answer it is can tell
them apart. Stories are told from numbers, one from each, of each kind in its turn. TWINS_STORIES is how many numbers
there are, and TWINS_FIRST the first of them; without SOAK they are short, and there is one of each kind."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db.models import Model

from apps.circles import pages
from apps.circles.models import Membership
from apps.digests import composing
from apps.introductions import eligibility, mails
from apps.introductions.models import (
    Answer,
    Capacity,
    ConversationMember,
    Enclosure,
    Introduction,
    NeverWith,
    Outcome,
    PitchReport,
    Tiding,
    Way,
)
from apps.introductions.services import answering
from apps.mail.outbox import enqueue
from apps.matching import choosing
from apps.matching.models import Dismissal, Wish
from apps.profiles.models import User
from tests.privacy.twins import lettings
from tests.privacy.twins.hidden import TWINS
from tests.privacy.twins.lettings import WORDS
from tests.privacy.twins.running import Figures, run
from tests.privacy.twins.stories import FULL, SHORT, tell
from tests.privacy.twins.talks import QUESTION
from tests.privacy.twins.world import Town

pytestmark = pytest.mark.django_db
SOAK = bool(os.environ.get("SOAK"))
STORIES = int(os.environ.get("TWINS_STORIES", "2000" if SOAK else len(TWINS)))
LENGTH = FULL if SOAK else SHORT
FIRST = int(os.environ.get("TWINS_FIRST", "0"))
# A leak that is built in shows in one of so many stories.
ENOUGH = 12


def test_nobody_can_tell_two_worlds_apart(record_property: Callable[[str, object], None]) -> None:
    figures, begin = Figures(), time.monotonic()

    leaks = list(run(range(FIRST, FIRST + STORIES), figures, length=LENGTH))

    record_property("figures", str(figures))
    record_property("seconds", round(time.monotonic() - begin))
    assert not leaks, "\n\n".join(map(str, leaks))
    assert figures.asked > figures.stories  # of two worlds each: in most of them the ask comes to pass
    assert figures.observations > (5 if SOAK else 2) * figures.stories
    assert len(TWINS) > STORIES or set(figures.by_kind) == set(TWINS)


def test_the_same_number_tells_the_same_story() -> None:
    town = Town(members=(1, 2, 3, 4, 5), curators=(6, 7), stranger=8, circle=9, elsewhere=10)

    for kind in TWINS:
        assert str(tell(3, town, kind)) == str(tell(3, town, kind)) != str(tell(4, town, kind))


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
    asks_of = composing._ask

    def without(introduction: Introduction, answers: list[Answer], reader: User) -> composing.Ask:
        here = [row for row in answers if row.user.profile.paused_at is None or row.user_id == reader.pk]
        return asks_of(introduction, here, reader)

    monkeypatch.setattr(composing, "_ask", without)


def suggestions_vanish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was told no is left in peace."""
    parted = eligibility.parted_pairs

    def more(user_ids: Any) -> set[tuple[int, int]]:
        asked = Introduction.objects.filter(answers__value="no")
        refused = set(User.objects.filter(answers__introduction__in=asked).values_list("pk", flat=True))
        return parted(user_ids) | {eligibility.pair(one, other) for one in refused for other in user_ids}

    monkeypatch.setattr(choosing, "parted_pairs", more)


def a_block_is_told_to_the_curator(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set with a block in it is refused rather than a shadow."""
    state_for = Introduction.state_for

    def telling(introduction: Introduction, viewer: User, *, at: datetime) -> str:
        return "not_made" if introduction.shadow else state_for(introduction, viewer, at=at)

    monkeypatch.setattr(Introduction, "state_for", telling)


Plant = Callable[[pytest.MonkeyPatch], None]
# Each with a kind of story, and with what is to be looked at.
PLANTED: list[tuple[Plant, str, str]] = [
    (close_early_on_a_no, "no", "the ask"),
    (mail_at_a_no, "no", "mails to come"),
    (order_by_answer, "no", "circle"),
    (one_query_more_about_a_silent_one, "no", "the ask"),
    (suggestions_vanish, "no", "suggested"),
    (people_who_paused_are_missing, "pause", "home"),
    (a_block_is_told_to_the_curator, "shadow of a block", "circle"),
]


@pytest.mark.parametrize(("plant", "kind", "looked_at"), PLANTED)
def test_a_leak_that_is_built_in_is_found(
    plant: Plant, kind: str, looked_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)

    assert next(run(range(ENOUGH), Figures(), kind, looks=(looked_at,), length=LENGTH), None)


# What stays of it, as a row of the one whose answer it is; in the other world there is none.
STAYS: dict[str, tuple[type[Model], dict[str, object]]] = {
    "no: not now": (Answer, {"reason": "not_now"}),
    "no: not this person": (Answer, {"reason": "not_them"}),
    "no: known": (Answer, {"reason": "known"}),
    "not now, long ago": (Answer, {"reason": "not_now"}),
    "a yes with a question": (Enclosure, {"question": QUESTION}),
    "never with": (NeverWith, {}),
    "shadow of never with": (NeverWith, {}),
    "reopened": (Answer, {"reopened_at__isnull": False}),
    "more may come": (Capacity, {"asks": 5}),
    "nothing may come any more": (Capacity, {"asks": 0}),
    "an ask that waits": (Answer, {"put_at": None, "introduction__shadow": False}),
    "an ask that waits for days": (Answer, {"introduction__circle__tag": "elsewhere"}),
    "an ask of whom three passed by": (Answer, {"introduction__circle__tag": "elsewhere"}),
    "a wish": (Wish, {}),
    "words with a wish": (Wish, {"note": WORDS}),
    "passed over": (Dismissal, {}),
    "mute": (ConversationMember, {"muted_at__isnull": False}),
    "leave of a conversation": (ConversationMember, {"left_at__isnull": False}),
    "reading": (ConversationMember, {"read_at__isnull": False}),
    "put down unread": (ConversationMember, {"read_at__isnull": False}),
    "a way to be reached": (Way, {}),
    "one of two who met": (Tiding, {"kind": "met"}),
    "thanks": (Tiding, {"kind": "thanks"}),
    "a pitch": (PitchReport, {}),
    "they talked": (Outcome, {"value": "led"}),
    "they did not talk": (Outcome, {"value": "no"}),
}
# One of each sort; SOAK looks at all.
SOME = ("no: not this person", "never with", "an ask that waits", "words with a wish", "mute")


@pytest.mark.parametrize("kind", STAYS if SOAK else SOME)
def test_one_query_more_is_found(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For whatever is hidden, and on a page that has nothing to do with it."""
    model, values = STAYS[kind]
    whose = "reporter" if model is PitchReport else "user"
    members = pages.members

    def asking(membership: Membership, *, page: int) -> dict[str, Any]:
        rows = model._default_manager.filter(**values, **{f"{whose}__profile__name": "Ada"})
        if rows.exists():
            rows.count()
        return members(membership, page=page)

    monkeypatch.setattr(pages, "members", asking)

    assert next(run(range(ENOUGH), Figures(), kind, looks=("circle",), length=SHORT), None)
