"""Two workers come to one batch in the same instant. The race is also run with the lock taken away, to prove that it
exists."""

from functools import partial
from typing import Any

import pytest

from apps.circles.models import Invitation
from apps.circles.services import inviting
from apps.mail.models import OutboxMail
from apps.staff.models import Batch
from apps.staff.services import sending
from tests.bench.test_races import Meeting, at_once, unlocked
from tests.factories import AT, make_circle, make_user
from tests.staff.batches import rows, started

pytestmark = pytest.mark.django_db(transaction=True)


def two_workers(monkeypatch: pytest.MonkeyPatch, *, locked: bool) -> list[object]:
    """Both have looked for what is due before either sends."""
    carol, olga = make_user("Carol"), make_user("Olga")
    circle = make_circle("north", curator=carol)
    batch = started(*rows(5), by=olga, curator=carol)
    meeting = Meeting()
    send = sending._send_in if locked else unlocked(monkeypatch, sending._send_in)[0]
    invite: Any = inviting.invite_for_staff

    def both_there(*args: object, **words: object) -> object:
        meeting.wait()
        return invite(*args, **words)

    monkeypatch.setattr(sending, "invite_for_staff", both_there)
    return at_once(*[partial(send, circle, batch.pk, AT)] * 2)


def test_two_workers_send_a_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    came = two_workers(monkeypatch, locked=True)

    assert sorted(came, key=str) == [0, 1]
    assert (Invitation.objects.count(), OutboxMail.objects.filter(purpose="invitation").count()) == (1, 1)
    assert Batch.objects.get().lines.unsent().count() == 4


def test_without_the_lock_both_take_the_same_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even then the database lets one open invitation stand at most."""
    came = two_workers(monkeypatch, locked=False)

    assert 0 not in came
    assert Invitation.objects.filter(state="pending").count() == 1
