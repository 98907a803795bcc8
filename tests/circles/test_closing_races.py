"""A circle is closed in the same instant as something is to happen in it: that is through before the close, or refused
with a sentence. Each race is also run with the lock taken away, to prove that it exists."""

from datetime import datetime

import pytest

from apps.circles.errors import CircleClosed
from apps.circles.models import Circle, Draft, Invitation
from apps.circles.services import circles, drafting, inviting, reminding
from apps.mail import outbox
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from tests.factories import make_circle, make_user
from tests.instant import SURELY, Other, unlocked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def david(transactional_db: None) -> User:
    return make_user("David")


@pytest.fixture
def circle(david: User, at: datetime) -> Circle:
    """With a line that waits to be sent."""
    circle = make_circle("marketing", curator=david)
    Draft.objects.create(
        circle=circle, curator=david, address="ana@example.org", sentence="You sing.", position=1, created_at=at
    )
    return circle


def closing(circle: Circle, by: User, at: datetime) -> Other:
    return Other(lambda: circles.close(circle, by=by, at=at))


def left() -> dict[str, list[str]]:
    return {
        "invitations": list(Invitation.objects.values_list("state", flat=True)),
        "mails": list(OutboxMail.objects.values_list("state", flat=True)),
        "lines": list(Draft.objects.values_list("address", flat=True)),
    }


def test_a_list_being_sent_as_the_circle_is_closed_is_through_and_then_ended(
    circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = closing(circle, david, at)
    other.acts_before(monkeypatch, drafting, "_invite")

    made = drafting.send_drafts(circle, by=david, at=at)

    assert (other.finished().errors, len(made)) == ([], 1)
    assert left() == {"invitations": ["revoked"], "mails": ["dropped"], "lines": []}


def test_without_the_lock_a_list_invites_into_a_closed_circle(
    circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = closing(circle, david, at)
    # After the last look at whether the circle is open.
    other.acts_before(monkeypatch, inviting, "_new_of", seconds=SURELY)
    monkeypatch.setattr(inviting, "invite", unlocked(monkeypatch, inviting.invite))
    send = unlocked(monkeypatch, drafting.send_drafts)

    send(circle, by=david, at=at)

    assert other.finished().errors == []
    assert Circle.objects.get().closed_at == at
    assert left() == {"invitations": ["pending"], "mails": ["queued"], "lines": []}


def test_a_list_sent_as_the_circle_has_been_closed_is_refused_and_kept(
    circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way round: here the sending comes into the middle of the close."""
    other = Other(lambda: drafting.send_drafts(circle, by=david, at=at))
    other.acts_before(monkeypatch, circles, "shut")

    circles.close(circle, by=david, at=at)

    assert [type(error) for error in other.finished().errors] == [CircleClosed]
    assert left() == {"invitations": [], "mails": [], "lines": ["ana@example.org"]}


@pytest.fixture
def invited(circle: Circle, david: User, at: datetime) -> Invitation:
    """Mailed, and due to be reminded a week later."""
    made = drafting.send_drafts(circle, by=david, at=at)[0]
    OutboxMail.objects.filter(key=str(made.pk)).update(state="sent")
    return made


def test_reminders_being_written_as_the_circle_is_closed_are_ended(
    invited: Invitation, circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = closing(circle, david, at)
    other.acts_before(monkeypatch, reminding, "write_reminder")

    reminding.remind(at=at + reminding.AFTER)

    assert other.finished().errors == []
    assert left()["mails"] == ["sent", "dropped"]


def test_without_the_lock_a_reminder_waits_to_be_sent_from_a_closed_circle(
    invited: Invitation, circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = closing(circle, david, at)
    other.acts_before(monkeypatch, reminding, "write_reminder", seconds=SURELY)
    remind = unlocked(monkeypatch, reminding._remind_in)

    remind(circle, at + reminding.AFTER)

    assert other.finished().errors == []
    assert left()["mails"] == ["sent", "queued"]


def deliver_at_a_close(circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The mail is written; before the first byte of it goes out the circle is closed."""
    drafting.send_drafts(circle, by=david, at=at)
    other = closing(circle, david, at)
    other.acts_before(monkeypatch, outbox, "_keep", seconds=SURELY)
    outbox.deliver(OutboxMail.objects.get().pk, at=at)
    assert other.finished().errors == []
    return left()["mails"]


def test_a_mail_that_is_written_already_does_not_leave_after_the_close(
    circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deliver_at_a_close(circle, david, at, monkeypatch) == ["dropped"]


def test_a_mail_that_is_written_already_leaves_where_the_close_does_not_end_it(
    circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "drop_waiting", lambda mails, at: [])

    assert deliver_at_a_close(circle, david, at, monkeypatch) == ["kept"]
