"""Two worlds, one story: they differ in one answer that is hidden, and nobody but the one whose answer it is can tell
them apart. Stories are told from numbers, two from each: of an answer, and of a shadow. TWINS_STORIES is how many
numbers there are, and TWINS_FIRST the first of them."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from apps.digests import composing
from apps.introductions import eligibility, mails
from apps.introductions.models import Answer, Introduction
from apps.introductions.services import answering
from apps.mail.outbox import enqueue
from apps.matching import choosing
from apps.profiles.models import User
from tests.privacy.twins import acts
from tests.privacy.twins.hidden import TWINS
from tests.privacy.twins.running import Figures, run
from tests.privacy.twins.stories import tell
from tests.privacy.twins.world import Town

pytestmark = pytest.mark.django_db
SOAK = bool(os.environ.get("SOAK"))
STORIES = int(os.environ.get("TWINS_STORIES", "1000" if SOAK else "7"))
FIRST = int(os.environ.get("TWINS_FIRST", "0"))
# A leak that is built in shows in one of so many stories.
ENOUGH = 12


def test_nobody_can_tell_two_worlds_apart(record_property: Callable[[str, object], None]) -> None:
    figures, begin = Figures(), time.monotonic()

    leaks = run(range(FIRST, FIRST + STORIES), figures)

    record_property("figures", str(figures))
    record_property("seconds", round(time.monotonic() - begin))
    assert [str(leak) for leak in leaks] == []
    assert figures.asked > figures.stories  # of two worlds each: in most of them the ask comes to pass
    assert figures.observations > 5 * figures.stories


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

    monkeypatch.setattr(acts, "answer", closing)


def mail_at_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = answering.answer

    def mailing(introduction: Introduction, *, user: User, value: str, at: datetime) -> Introduction:
        done = answer(introduction, user=user, value=value, at=at)
        if value == "no":
            for other in User.objects.filter(answers__introduction=introduction).exclude(pk=user.pk):
                payload, key = {"id": introduction.pk}, f"once more {other.pk}"
                enqueue(mails.ASKED, key=key, address=other.email, user_id=other.pk, payload=payload, due_at=at)
        return done

    monkeypatch.setattr(acts, "answer", mailing)


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

    assert any(run(range(number, number + 1), Figures(), kind, looks=(looked_at,)) for number in range(ENOUGH))
