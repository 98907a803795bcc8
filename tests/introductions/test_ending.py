from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.circles.services import leaving
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Connection, ConversationMember, Introduction
from apps.introductions.services.answering import TooLate
from apps.introductions.services.ending import close_due
from apps.introductions.tasks import close_introductions
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import erase
from tests.factories import make_circle
from tests.introductions.scenes import ENDING, SHADOWS, ask, blocked_before, say_yes

pytestmark = pytest.mark.django_db
S = Introduction.State


def states() -> list[str]:
    return list(Introduction.objects.order_by("pk").values_list("state", flat=True))


def test_close_due_closes_a_few_at_a_time(circle: Circle, mina: User, jonas: User, cleo: User, at: datetime) -> None:
    for two in ((mina, jonas), (mina, cleo), (jonas, cleo)):
        ask(circle, *two, at=at)
    end = at + TIME_TO_ANSWER

    assert [close_due(at=end, limit=2) for _ in range(3)] == [2, 1, 0]
    assert states() == [S.NOT_MADE] * 3


def test_close_due_leaves_what_is_made(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    say_yes(ask(circle, mina, jonas, at=at), mina, jonas, at=at)

    assert (close_due(at=at + TIME_TO_ANSWER), states()) == (0, [S.MADE])


def test_closing_writes_to_nobody(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    ask(circle, mina, jonas, at=at)
    mails = OutboxMail.objects.count()

    close_due(at=at + TIME_TO_ANSWER)

    assert OutboxMail.objects.count() == mails


def test_the_task_closes_by_the_clock_and_may_run_twice(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    ask(circle, mina, jonas, at=at)  # long ago
    ask(make_circle(members=[mina, jonas]), mina, jonas)

    for _ in range(2):
        close_introductions()

    assert states() == [S.NOT_MADE, S.ASKED]


@pytest.mark.parametrize("how", ["leave", "removed", "erased"])
def test_the_end_of_a_membership_ends_the_asks_of_this_circle_alone(
    how: str, circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    elsewhere = make_circle(members=[mina, cleo])
    for where, two in ((circle, (mina, jonas)), (elsewhere, (mina, cleo)), (circle, (jonas, cleo))):
        ask(where, *two, at=at)

    if how == "leave":
        leaving.leave(circle, user=mina, at=at)
    if how == "removed":
        leaving.remove_member(circle, user=mina, by=carol, at=at)
    if how == "erased":
        erase(mina, at=at)

    assert states() == [S.NOT_MADE, S.NOT_MADE if how == "erased" else S.ASKED, S.ASKED]
    assert Introduction.objects.order_by("pk")[0].settled_at == at


def test_a_block_ends_the_asks_that_hold_both_in_every_circle(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    elsewhere = make_circle(members=[mina, jonas, cleo])
    ask(circle, mina, jonas, cleo, at=at)
    ask(elsewhere, mina, cleo, at=at)
    Introduction.objects.filter(circle=elsewhere).update(shadow=False)

    block(jonas, mina, at=at)

    assert states() == [S.NOT_MADE, S.ASKED]


@pytest.mark.parametrize("happening", ENDING)
def test_after_an_end_nobody_can_answer(
    happening: str, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    introduction = ask(circle, mina, jonas, cleo, at=at)

    ENDING[happening](introduction, mina, jonas, at)

    with pytest.raises(TooLate):
        say_yes(introduction, cleo, at=at)


@pytest.mark.parametrize("happening", ENDING)
def test_a_group_that_is_made_takes_nobody_in_after_an_end_and_keeps_who_is_in_it(
    happening: str, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    introduction = say_yes(ask(circle, mina, jonas, cleo, at=at), mina, jonas, at=at)

    ENDING[happening](introduction, mina, jonas, at)

    with pytest.raises(TooLate):
        say_yes(introduction, cleo, at=at)
    assert (states(), Connection.objects.count(), ConversationMember.objects.count()) == ([S.MADE], 1, 2)


@pytest.mark.parametrize("is_shadow", [True, False])
@pytest.mark.parametrize("happening", ENDING)
def test_an_end_tells_the_curator_nothing_by_its_rows_time(
    happening: str, is_shadow: bool, circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    if is_shadow:
        blocked_before(circle, jonas, mina, at)
    introduction = ask(circle, mina, jonas, at=at)

    ENDING[happening](introduction, mina, jonas, at + timedelta(days=1))

    introduction.refresh_from_db()
    assert introduction.closes_at == at + TIME_TO_ANSWER
    assert introduction.state_for(carol, at=at + timedelta(days=2)) == S.ASKED


@pytest.mark.parametrize("happening", SHADOWS)
def test_nobody_answers_a_shadow(happening: str, circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    SHADOWS[happening](circle, mina, jonas, at)
    introduction = ask(circle, mina, jonas, at=at)

    with pytest.raises(TooLate):
        say_yes(introduction, jonas, at=at)
