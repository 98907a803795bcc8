from itertools import product

import pytest

from apps.mail.models import OutboxMail
from apps.mail.states import IllegalMove
from tests.factories import AT

pytestmark = pytest.mark.django_db
ALLOWED = {
    # It could not be written this time.
    ("queued", "queued"),
    ("queued", "attempting"),
    ("queued", "kept"),
    ("queued", "dropped"),
    # No server could be handed it.
    ("queued", "bounced"),
    # A restore: it may have been sent since the backup.
    ("queued", "uncertain"),
    ("attempting", "sent"),
    ("attempting", "bounced"),
    ("attempting", "uncertain"),
    ("attempting", "queued"),
    ("dropped", "queued"),
    ("bounced", "queued"),
    # An operator who has looked into the server's log says what became of it.
    ("uncertain", "sent"),
    ("uncertain", "queued"),
}


def may_move(mail: OutboxMail, old: str, new: str) -> bool:
    mail.state = old
    mail.save(update_fields=["state"])
    try:
        mail.move_to(new)
    except IllegalMove:
        mail.refresh_from_db()
        assert mail.state == old
        return False
    mail.refresh_from_db()
    return mail.state == new


def test_every_pair_of_a_mails_states() -> None:
    mail = OutboxMail.objects.create(purpose="p", key="1", address="a@example.org", due_at=AT)

    for old, new in product(OutboxMail.State.values, repeat=2):
        assert may_move(mail, old, new) == ((old, new) in ALLOWED), (old, new)


def test_a_move_saves_the_state_and_what_is_named_and_nothing_else() -> None:
    mail = OutboxMail.objects.create(purpose="p", key="1", address="a@example.org", due_at=AT)
    mail.reason, mail.subject = "saved", "not saved"

    mail.move_to("attempting", "reason")

    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.subject) == ("attempting", "saved", "")


def test_a_refused_move_tells_what_to_do() -> None:
    mail = OutboxMail(purpose="p", key="1", state="sent")

    with pytest.raises(IllegalMove, match="already been settled") as caught:
        mail.move_to("queued")

    assert (caught.value.old, caught.value.new) == ("sent", "queued")
