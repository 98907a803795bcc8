"""One reminder of an ask at most, and the same whatever the others have said."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.circles.services.closing import shut
from apps.introductions.models import Introduction
from apps.introductions.services.putting import put_waiting
from apps.introductions.services.reminding import remind_due
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.profile import pause
from tests.factories import make_circle, make_user
from tests.introductions.scenes import SEALED, ask, say_no, say_yes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def reminders(user: User) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(user=user, purpose="introduction_reminder"))


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User, at: datetime) -> Introduction:
    return ask(circle, mina, jonas, at=at)


def test_it_comes_on_the_seventh_day_and_once(asked: Introduction, mina: User, at: datetime) -> None:
    assert remind_due(at=at + 7 * DAY - timedelta(minutes=1)) == 0

    assert [remind_due(at=at + days * DAY) for days in (7, 7, 9)] == [2, 0, 0]

    assert len(reminders(mina)) == 1


def test_it_says_what_it_is_about_and_that_it_is_the_only_one(
    asked: Introduction, mina: User, at: datetime, settings: object
) -> None:
    remind_due(at=at + 7 * DAY)

    mail = deliver(reminders(mina)[0].pk, at=at + 7 * DAY)

    assert mail
    assert mail.subject == "Until March 14: an introduction in #marketing"
    for words in ("In #marketing, you could still meet Jonas Weber.", "You two should meet.", "the only reminder"):
        assert words in mail.text


@pytest.mark.parametrize("value", [say_no, lambda asked, who, other, at: say_yes(asked, who, at=at)])
def test_who_has_answered_is_not_reminded(
    value: Callable[..., object], asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    value(asked, mina, jonas, at)

    remind_due(at=at + 7 * DAY)

    assert (reminders(mina), len(reminders(jonas))) == ([], 1)


@pytest.mark.parametrize("what", SEALED)
def test_it_is_the_same_whatever_the_other_did(
    what: str, asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    SEALED[what](asked, jonas, mina, at + DAY)

    remind_due(at=at + 7 * DAY)

    (mail,) = reminders(mina)
    sent = deliver(mail.pk, at=at + 7 * DAY)
    assert (mail.due_at, sent and sent.state) == (at + 7 * DAY, "kept")


def test_in_a_group_that_is_made_the_rest_is_reminded_like_in_one_that_is_not(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    say_yes(ask(circle, mina, jonas, cleo, at=at), mina, jonas, at=at)

    remind_due(at=at + 7 * DAY)

    assert [len(reminders(user)) for user in (mina, jonas, cleo)] == [0, 0, 1]


def away(asked: Introduction, mina: User, jonas: User, at: datetime) -> None:
    pause(mina, at=at)


def closed(asked: Introduction, mina: User, jonas: User, at: datetime) -> None:
    shut(asked.circle, at)


def blocked(asked: Introduction, mina: User, jonas: User, at: datetime) -> None:
    block(jonas, mina, at=at)


@pytest.mark.parametrize("happening", [away, closed, blocked])
def test_nobody_is_reminded_of_what_they_cannot_answer(
    happening: Callable[..., None], asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    happening(asked, mina, jonas, at + DAY)

    remind_due(at=at + 7 * DAY)

    assert reminders(mina) == []


def test_one_whose_circle_closes_before_it_goes_out_does_not(asked: Introduction, mina: User, at: datetime) -> None:
    remind_due(at=at + 7 * DAY)

    shut(asked.circle, at + 7 * DAY)

    assert reminders(mina)[0].state == "dropped"


def test_who_has_not_had_it_for_three_days_is_not_reminded(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    now = at + 100 * DAY
    for day in (0, 4):
        other = make_circle(members=[mina, make_user()])
        ask(other, *[row.user for row in other.memberships.filter(role="member")], at=now - (6 - day) * DAY)
    waiting = ask(circle, mina, jonas, at=now)
    assert put_waiting(at=now + DAY) == 1
    waiting.refresh_from_db()

    late = waiting.closes_at - timedelta(days=2)
    assert waiting.answers.get(user=mina).put_at == now + DAY
    waiting.answers.filter(user=mina).update(put_at=late - 2 * DAY)
    remind_due(at=late)

    assert not waiting.answers.filter(user=mina, reminded_at__isnull=False).exists()
    assert waiting.answers.filter(user=jonas, reminded_at=late).exists()
