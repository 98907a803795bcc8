"""A circle is closed while a digest run is under way: its rows are queued, and the first mails have left."""

from datetime import UTC, datetime

import pytest

from apps.circles.models import Circle, Invitation, JoinPolicy
from apps.circles.models.invitation import TIME_TO_ACCEPT
from apps.circles.services import circles, joining
from apps.digests.composing import today
from apps.digests.services.running import run_due
from apps.digests.services.schedules import choose_schedule
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.matching.models import Showing
from apps.profiles.models import User
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 15, tzinfo=UTC)  # past nine wherever these people live
THERE, ELSEWHERE = "marketing", "far"


@pytest.fixture
def running(circle: Circle, carol: User, mina: User, jonas: User, at: datetime) -> Circle:
    """The run has queued a digest for everybody here. Somebody asks to come in."""
    Circle.objects.filter(pk=circle.pk).update(join_policy=JoinPolicy.REQUEST)
    joining.ask_to_join(circle, nonce="nonce", user=make_user("Bo Seeks"), note="", at=at)
    for user in (carol, mina, jonas):
        choose_schedule(user, cadence="weekly", weekday=4, hour=9, at=at)
    assert run_due(at=FRIDAY) == 3
    return circle


def invite(circle: Circle, by: User, user: User, at: datetime) -> None:
    """To be read on the page and in a digest."""
    Invitation.objects.create(
        circle=circle,
        inviter=by,
        address=user.email,
        sentence="Come.",
        created_at=at,
        expires_at=at + TIME_TO_ACCEPT,
    )


def digest_of(user: User) -> OutboxMail:
    mail = OutboxMail.objects.get(purpose="digest", user=user)
    deliver(mail.pk, at=FRIDAY)
    mail.refresh_from_db()
    return mail


def ask_elsewhere(user: User, at: datetime) -> Introduction:
    fred, gina = make_user("Fred Far"), make_user("Gina Far")
    far = make_circle(ELSEWHERE, curator=gina, members=[user, fred])
    return introduce(far, [user, fred], by=gina, note="Meet.", at=at)


def names(mail: OutboxMail) -> list[bool]:
    """Whether the mail speaks of the circle that is closed, and of the other."""
    said = mail.subject + mail.text + mail.html
    return [tag in said for tag in (THERE, ELSEWHERE)]


def words(user: User, at: datetime) -> list[str]:
    return [waiting.sentence for waiting in today(user, at=at).waiting]


def test_without_the_close_the_digests_speak_of_the_circle(
    running: Circle, asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    ask_elsewhere(mina, at)

    assert [names(digest_of(user)) for user in (mina, jonas)] == [[True, True], [True, False]]


def test_digests_after_the_close_speak_of_other_circles_only(
    running: Circle, asked: Introduction, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    ask_elsewhere(mina, at)
    early = digest_of(jonas)

    circles.close(running, by=carol, at=FRIDAY)

    mail = digest_of(mina)
    assert (early.state, mail.state, names(mail)) == ("kept", "kept", [False, True])
    assert mail.subject == "You could meet Fred Far"
    assert "Jonas" not in mail.text + mail.html


def test_who_has_nothing_but_the_closed_circle_gets_no_digest(
    running: Circle, carol: User, mina: User, jonas: User
) -> None:
    """A card for each of the two, and for the curator somebody who asks to come in."""
    circles.close(running, by=carol, at=FRIDAY)

    assert [digest_of(user).state for user in (carol, mina, jonas)] == ["dropped"] * 3
    assert not Showing.objects.exists()


def test_what_waits_in_the_closed_circle_stands_in_no_digest(
    running: Circle, carol: User, jonas: User, at: datetime
) -> None:
    """Of its curator, and of somebody invited into it, who have something else to read."""
    invited = make_user("Ida Invited")
    invite(running, carol, invited, at)
    choose_schedule(invited, cadence="weekly", weekday=4, hour=9, at=at)
    run_due(at=FRIDAY)
    far = ask_elsewhere(carol, at).circle
    join(far, invited)
    introduce(far, [invited, carol], by=far.memberships.get(role="curator").user, note="Meet.", at=at)
    first = [words(person, at=FRIDAY) for person in (carol, invited)]

    circles.close(running, by=carol, at=FRIDAY)

    assert first == [["Bo Seeks asks to join #marketing."], ["Carol Curator invites you to #marketing."]]
    assert [names(digest_of(user)) for user in (carol, invited)] == [[False, True]] * 2


def test_unread_messages_are_told_after_the_close(
    running: Circle, conversation: Conversation, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=jonas, body="Hello.", at=at)

    circles.close(running, by=carol, at=FRIDAY)

    mail = digest_of(mina)
    assert (mail.state, mail.subject, names(mail)) == ("kept", "Jonas Jahn wrote to you", [False, False])


def test_a_run_after_the_close_and_one_after_the_reopening_send_nothing_late(
    running: Circle, asked: Introduction, carol: User, mina: User, at: datetime
) -> None:
    circles.close(running, by=carol, at=FRIDAY)
    assert digest_of(mina).state == "dropped"
    circles.reopen(running, by=carol)

    assert run_due(at=FRIDAY) == 0
    assert digest_of(mina).state == "dropped"
