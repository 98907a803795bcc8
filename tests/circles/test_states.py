from itertools import product

import pytest

from apps.circles.models import Invitation, JoinRequest
from apps.mail.states import IllegalMove
from tests.factories import AT, make_circle, make_user

pytestmark = pytest.mark.django_db
INVITATION = {("pending", "accepted"), ("pending", "declined"), ("pending", "revoked")} | {
    ("declined", "accepted"),
    ("declined", "revoked"),
}
REQUEST = {("pending", "approved"), ("pending", "refused"), ("pending", "withdrawn")}


def may_move(row: Invitation | JoinRequest, old: str, new: str) -> bool:
    row.state = old
    row.save(update_fields=["state"])
    try:
        row.move_to(new)
    except IllegalMove:
        return False
    row.refresh_from_db()
    return row.state == new


def test_every_pair_of_an_invitations_states() -> None:
    row = Invitation.objects.create(circle=make_circle(), sentence="Come.", created_at=AT, expires_at=AT)

    for old, new in product(Invitation.State.values, repeat=2):
        assert may_move(row, old, new) == ((old, new) in INVITATION), (old, new)


def test_every_pair_of_a_join_requests_states() -> None:
    row = JoinRequest.objects.create(circle=make_circle(), user=make_user(), asked_at=AT)

    for old, new in product(JoinRequest.State.values, repeat=2):
        assert may_move(row, old, new) == ((old, new) in REQUEST), (old, new)
