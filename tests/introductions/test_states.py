from itertools import product

import pytest

from apps.introductions.models import Introduction
from apps.mail.states import IllegalMove
from tests.factories import AT, make_circle

pytestmark = pytest.mark.django_db
ALLOWED = {("asked", "made"), ("asked", "not_made")}


def make_introduction() -> Introduction:
    return Introduction.objects.create(
        circle=make_circle(), origin="curator", participants_key="1-2", asked_at=AT, closes_at=AT
    )


def may_move(row: Introduction, old: str, new: str) -> bool:
    row.state = old
    row.save(update_fields=["state"])
    try:
        row.move_to(new)
    except IllegalMove:
        row.refresh_from_db()
        assert row.state == old
        return False
    row.refresh_from_db()
    return row.state == new


def test_every_pair_of_an_introductions_states() -> None:
    row = make_introduction()

    for old, new in product(Introduction.State.values, repeat=2):
        assert may_move(row, old, new) == ((old, new) in ALLOWED), (old, new)


def test_the_table_names_every_state() -> None:
    assert set(Introduction.TRANSITIONS) == set(Introduction.State.values)


def test_a_move_saves_the_state_and_what_is_named_and_nothing_else() -> None:
    row = make_introduction()
    row.settled_at, row.note = AT, "not saved"

    row.move_to("made", "settled_at")

    row.refresh_from_db()
    assert (row.state, row.settled_at, row.note) == ("made", AT, "")
