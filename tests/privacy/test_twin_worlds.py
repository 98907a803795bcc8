"""Two worlds, one story: they differ in one answer that is hidden, and nobody but the one whose answer it is can tell
them apart. Stories are told from numbers, one from each, of each kind in its turn. TWINS_STORIES is how many numbers
there are, and TWINS_FIRST the first of them; without SOAK they are short, and there is one of each kind."""

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model

from apps.circles import pages
from apps.circles.models import Membership
from apps.introductions.models import (
    Answer,
    Capacity,
    ConversationMember,
    Enclosure,
    MailedReply,
    NeverWith,
    Outcome,
    PitchPause,
    PitchReport,
    Tiding,
    Way,
)
from apps.matching.models import Dismissal, NoReason, SinceMet, Wish
from apps.meetings.models import Evening, Meeting
from tests.privacy.twins.hidden import TWINS
from tests.privacy.twins.lettings import WORDS
from tests.privacy.twins.planted import MORE, PLANTED, Plant
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


@pytest.mark.parametrize(("plant", "kind", "looked_at"), PLANTED + MORE if SOAK else PLANTED)
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
    "a meeting that is looked at": (Meeting, {}),
    "an evening mail": (Evening, {}),
    "a wish from a meeting": (Wish, {}),
    "passed over": (Dismissal, {}),
    "reasons left out": (NoReason, {}),
    "mute": (ConversationMember, {"muted_at__isnull": False}),
    "leave of a conversation": (ConversationMember, {"left_at__isnull": False}),
    "no more of this": (SinceMet, {"not_again": True}),
    "reading": (ConversationMember, {"read_at__isnull": False}),
    "put down unread": (ConversationMember, {"read_at__isnull": False}),
    "a way to be reached": (Way, {}),
    "one of two who met": (Tiding, {"kind": "met"}),
    "thanks": (Tiding, {"kind": "thanks"}),
    "a pitch": (PitchReport, {}),
    "paused for pitches": (PitchPause, {}),
    "paused for pitches elsewhere": (PitchPause, {}),
    "an answer by mail": (MailedReply, {}),
    "answers by mail that are refused": (MailedReply, {"foreign": True}),
    "an answer by mail across a block": (MailedReply, {}),
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
