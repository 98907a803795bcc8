"""The export says no more than the pages do, and erasing leaves a tombstone."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions import personal_data
from apps.introductions.models import Answer, Connection, Conversation, Introduction, Message
from apps.introductions.services.conversing import write_message
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from tests.factories import make_user
from tests.introductions.scenes import (
    ENDING,
    SEALED,
    SHADOWS,
    ask,
    block_other,
    conversation_of,
    say_yes,
)

pytestmark = pytest.mark.django_db


def exported(user: User) -> dict[str, object]:
    return {"introductions": personal_data.introductions(user)} | personal_data.conversations(user)


def test_the_export_holds_ones_own_answers_people_and_conversations(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    write_message(conversation, author=jonas, body="Hello", at=at)

    assert exported(mina) == {
        "introductions": [
            {
                "circle": "marketing",
                "asked_at": at,
                "by_me": False,
                "note": "You two should meet.",
                "my_answer": "yes",
                "answered_at": at,
                "my_reason": "",
                "reopened_at": None,
            }
        ],
        "people_i_met": [{"name": "Jonas Weber", "since": at, "circle": "marketing", "through": "Carol Curator"}],
        "conversations": [{"conversation": conversation.pk, "joined_at": at, "muted_at": None, "left_at": None}],
        "messages": [{"conversation": conversation.pk, "from": "Jonas Weber", "at": at, "text": "Hello"}],
    }


@pytest.mark.parametrize("happening", [*SEALED, *ENDING])
def test_the_curators_export_is_the_same_whatever_became_of_it(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, at=at)

    (SEALED | ENDING)[happening](introduction, mina, jonas, at)

    mine = {"circle": "marketing", "asked_at": at, "by_me": True, "note": "You two should meet."}
    assert exported(carol) == {"introductions": [mine], "people_i_met": [], "conversations": [], "messages": []}


@pytest.mark.parametrize("happening", SEALED)
def test_the_others_export_is_the_same_whatever_is_sealed(
    happening: str, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, at=at)
    before = exported(jonas)

    SEALED[happening](introduction, mina, jonas, at)

    assert exported(jonas) == before


def test_the_others_export_is_the_same_after_a_block_and_a_leave(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    asks = {happening: ask(circle, who, jonas, at=at) for happening, who in (("block", mina), ("leave", cleo))}
    told = []
    for happening, who in (("block", mina), ("leave", cleo)):
        before = len(personal_data.introductions(jonas))
        ENDING[happening](asks[happening], who, jonas, at)
        told.append(len(personal_data.introductions(jonas)) - before)

    assert told == [-1, -1]


@pytest.mark.parametrize("happening", SHADOWS)
def test_nobodys_export_holds_a_shadow_but_the_curators_note(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    SHADOWS[happening](circle, mina, jonas, at)
    before = [exported(user) for user in (mina, jonas)]

    ask(circle, mina, jonas, note="CANARY", at=at)

    assert [exported(user) for user in (mina, jonas)] == before
    rows = [row for row in personal_data.introductions(carol) if row["note"] == "CANARY"]
    assert rows == [{"circle": "marketing", "asked_at": at, "by_me": True, "note": "CANARY"}]


def test_who_has_not_said_yes_exports_nothing_of_a_group_that_is_made(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, cleo, at=at)
    before = exported(cleo)

    made = say_yes(introduction, mina, jonas, at=at)
    write_message(made.conversation, author=mina, body="CANARY", at=at)

    assert exported(cleo) == before


@pytest.mark.parametrize("blocked", [True, False])
def test_blocked_and_suspended_people_and_what_they_wrote_are_left_out_as_on_the_pages(
    blocked: bool, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    write_message(conversation, author=jonas, body="CANARY", at=at)
    if blocked:
        block_other(conversation.introduction, jonas, mina, at)
    else:
        User.objects.filter(pk=jonas.pk).update(suspended_at=at)

    found = exported(mina)

    assert (found["people_i_met"], "CANARY" in str(found)) == ([], False)


def test_an_erased_person_leaves_a_tombstone(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    write_message(conversation, author=mina, body="CANARY", at=at)
    write_message(conversation, author=jonas, body="kept", at=at)

    erase(mina, at=at)

    assert list(Message.objects.order_by("pk").values_list("author", "body", "removed")) == [
        (mina.pk, "", True),
        (jonas.pk, "kept", False),
    ]
    assert (Connection.objects.count(), Conversation.objects.count(), Answer.objects.count()) == (0, 1, 2)
    assert [row["text"] for row in personal_data.conversations(jonas)["messages"]] == ["kept"]
    assert exported(jonas)["people_i_met"] == []


def test_a_yes_that_was_held_does_not_count_after_an_erasure_either(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    asked = ask(circle, mina, jonas, at=at)
    asked.answers.filter(user=mina).update(value="yes", held=True, answered_at=at)

    erase(mina, at=at)

    assert [answer.counts for answer in asked.answers.filter(user=mina)] == [False]


def test_an_erased_curator_takes_their_notes_with_them(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    conversation_of(circle, mina, jonas, note="CANARY", at=at)
    ask(circle, mina, circle_mate := make_user_in(circle), note="CANARY too", at=at)

    erase(carol, at=at)

    assert set(Introduction.objects.values_list("note", flat=True)) == {""}
    assert Connection.objects.filter(through=carol).exists()
    assert "CANARY" not in str([exported(user) for user in (mina, jonas, circle_mate)])


def make_user_in(circle: Circle) -> User:
    user = make_user()
    circle.memberships.create(user=user, joined_at=circle.created_at + timedelta(days=1))
    return user


def test_an_erased_person_leaves_no_mark_of_what_they_did_with_a_conversation(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    """That they muted or left it, had read it, and from where they were asked whether they talked."""
    conversation = conversation_of(circle, mina, jonas, at=at)
    marks = {"muted_at": at, "left_at": at, "read_at": at, "asked_in": 7}
    conversation.members.update(**marks)

    erase(mina, at=at)

    rows = {row.user_id: [getattr(row, mark) for mark in marks] for row in conversation.members.all()}
    assert rows == {mina.pk: [None] * 4, jonas.pk: list(marks.values())}
