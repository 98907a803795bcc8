"""Who ignores an invitation hears of it once more, and then never."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles import exports
from apps.circles.models import Circle, Invitation, Role
from apps.circles.services import accepting, circles, inviting, members, reminding, writing
from apps.circles.services.forgetting import forget_over
from apps.circles.services.inviting import Invitee
from apps.circles.tasks import remind_invited
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.mail.suppression import suppress
from apps.profiles.models import Block, User
from apps.profiles.services.leaving import erase
from tests.circles.visits import masked, page
from tests.factories import join, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
REMINDER = "invitation_reminder"


def deliver_all(at: datetime) -> None:
    for mail in OutboxMail.objects.due(at):
        deliver(mail.pk, at=at)


def invite(circle: Circle, by: User, at: datetime, address: str = "ana@example.org") -> Invitation:
    """And the mail has left."""
    invitation = inviting.invite(circle, [Invitee(address, "Ana")], sentence="You map streets.", by=by, at=at)[0]
    deliver_all(at)
    return invitation


def reminders() -> list[str]:
    return list(OutboxMail.objects.filter(purpose=REMINDER).order_by("pk").values_list("state", flat=True))


def test_after_a_week_of_silence_one_more_mail_says_that_it_is_the_last(
    circle: Circle, david: User, at: datetime
) -> None:
    invite(circle, david, at)

    assert reminding.remind(at=at + WEEK - DAY) == 0
    counts = [reminding.remind(at=at + WEEK + n * DAY) for n in range(3)]
    deliver_all(at + WEEK)

    assert (counts, reminders()) == ([1, 0, 0], ["kept"])
    mail = OutboxMail.objects.get(purpose=REMINDER)
    assert mail.subject == "The invitation of David Smith to #marketing is still open"
    for text in (mail.text, mail.html):
        assert "You map streets." in text
        assert "the second mail about it and the last one" in text
        assert "/invitation/" in text


def test_a_run_that_was_cut_off_is_done_by_the_next_one(
    circle: Circle, david: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ana", "ben", "cleo"):
        invite(circle, david, at, f"{name}@example.org")
    monkeypatch.setattr(reminding, "AT_ONCE", 2)

    left = [1]

    def cut_off(invitation: Invitation, *, at: datetime) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        writing.write_reminder(invitation, at=at)

    with monkeypatch.context() as patch:
        patch.setattr(reminding, "write_reminder", cut_off)
        with pytest.raises(KeyboardInterrupt):
            reminding.remind(at=at + WEEK)
    assert (reminders(), Invitation.objects.filter(reminded_at=None).count()) == ([], 3)

    assert [reminding.remind(at=at + WEEK) for _ in range(3)] == [2, 1, 0]
    assert len(reminders()) == 3


def _decline(invitation: Invitation, david: User, at: datetime) -> None:
    accepting.decline_invitation(invitation, at=at)


def _never(invitation: Invitation, david: User, at: datetime) -> None:
    accepting.never_write(invitation, at=at)


def _accept(invitation: Invitation, david: User, at: datetime) -> None:
    accepting.accept_as_newcomer(invitation, at=at)


def _revoke(invitation: Invitation, david: User, at: datetime) -> None:
    inviting.revoke_invitation(invitation, by=david, at=at)


def _close(invitation: Invitation, david: User, at: datetime) -> None:
    circles.close(invitation.circle, by=david, at=at)


def _erased(invitation: Invitation, david: User, at: datetime) -> None:
    erase(david, at=at)


def _suspended(invitation: Invitation, david: User, at: datetime) -> None:
    User.objects.filter(pk=david.pk).update(suspended_at=at)


def _stepped_down(invitation: Invitation, david: User, at: datetime) -> None:
    members.step_down(invitation.circle, user=david, at=at)


def _blocked(invitation: Invitation, david: User, at: datetime) -> None:
    Block.objects.create(blocker=make_user("Ana", email=invitation.address), blocked=david, since=at)


def _came_otherwise(invitation: Invitation, david: User, at: datetime) -> None:
    join(invitation.circle, make_user("Ana", email=invitation.address))


def _suppressed(invitation: Invitation, david: User, at: datetime) -> None:
    suppress(invitation.address, at=at)


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize(
    "end",
    [
        _decline, _never, _accept, _revoke, _close, _erased, _suspended, _stepped_down, _blocked, _came_otherwise,
        _suppressed,
    ],
)  # fmt: skip
def test_whoever_has_answered_or_may_not_be_written_to_hears_nothing(
    end: Callable[[Invitation, User, datetime], None], early: bool, circle: Circle, david: User, at: datetime
) -> None:
    """Also when it happens between the writing of the row and its sending."""
    join(circle, make_user("Carol"), role=Role.CURATOR)
    invitation = invite(circle, david, at)

    if early:
        end(invitation, david, at)
    reminding.remind(at=at + WEEK)
    if not early:
        end(invitation, david, at + WEEK)
    deliver_all(at + WEEK)

    assert set(reminders()) <= {"dropped"}


def test_a_circle_still_writes_twice_at_most(circle: Circle, david: User, at: datetime) -> None:
    """Also to an address that it has forgotten in the meantime."""
    sent = []
    for month in range(3):
        now = at + month * 60 * DAY
        invite(circle, david, now)
        reminding.remind(at=now + WEEK)
        deliver_all(now + WEEK)
        sent.append(OutboxMail.objects.filter(state="kept").count())
        forget_over(at=now + 60 * DAY)

    assert sent == [2, 0, 0]


@pytest.mark.parametrize("reminded", [True, False])
def test_the_third_mail_is_never_sent(reminded: bool, circle: Circle, david: User, at: datetime) -> None:
    states = []
    for now in (at, at + 31 * DAY):
        states.append(OutboxMail.objects.get(key=str(invite(circle, david, now).pk), purpose="invitation").state)
        if reminded or now > at:
            reminding.remind(at=now + WEEK)
            deliver_all(now + WEEK)

    assert states + reminders() == (["kept", "dropped", "kept"] if reminded else ["kept", "kept", "dropped"])


def test_what_never_left_is_not_reminded_of(circle: Circle, david: User, at: datetime) -> None:
    inviting.invite(circle, [Invitee("ana@example.org"), Invitee("", "Ben")], sentence="Come.", by=david, at=at)

    assert reminding.remind(at=at + WEEK) == 0


def test_too_late_is_not_at_all(circle: Circle, david: User, at: datetime) -> None:
    invite(circle, david, at)

    assert reminding.remind(at=at + 28 * DAY) == 0


def test_the_curator_sees_nothing_of_it(circle: Circle, david: User, at: datetime) -> None:
    invitation = invite(circle, david, at)
    before = [masked(page(david, "detail", circle.tag)), exports.export(david)]

    reminding.remind(at=at + WEEK)
    deliver_all(at + WEEK)

    invitation.refresh_from_db()
    assert invitation.reminded_at
    assert [masked(page(david, "detail", circle.tag)), exports.export(david)] == before


def test_forgetting_takes_the_second_mail_along(circle: Circle, david: User, at: datetime) -> None:
    invite(circle, david, at)
    reminding.remind(at=at + WEEK)
    deliver_all(at + WEEK)

    forget_over(at=at + 60 * DAY)

    assert not OutboxMail.objects.exists()
    remind_invited()
