"""What a curator may learn by asking the same people twice."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Introduction
from apps.introductions.services.introducing import CannotIntroduce
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from tests.factories import connect, make_circle
from tests.introductions.scenes import ENDING, SEALED, ask, block_other, conversation_of, say_yes

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
STAYING = SEALED | {"block": ENDING["block"]}


def outcome(circle: Circle, *people: User, at: datetime) -> str:
    try:
        ask(circle, *people, at=at)
    except CannotIntroduce as error:
        return str(error)
    return "asked"


@pytest.mark.parametrize("happening", STAYING)
def test_until_the_closing_time_the_same_people_are_not_asked_again_whatever_happened(
    happening: str, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    STAYING[happening](ask(circle, mina, jonas, at=at), mina, jonas, at)

    end = at + TIME_TO_ANSWER
    told = [outcome(circle, jonas, mina, at=moment) for moment in (at, end - SECOND)]

    assert all("already being asked in this circle" in sentence for sentence in told)
    # From then on they may be, also where no worker has closed the first yet.
    assert outcome(circle, jonas, mina, at=end) == "asked"


def test_a_group_that_ended_for_somebody_is_not_asked_again_before_its_time(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    introduction = say_yes(ask(circle, mina, jonas, cleo, at=at), mina, jonas, at=at)

    block_other(introduction, cleo, mina, at)

    assert "already being asked" in outcome(circle, mina, jonas, cleo, at=at + SECOND)


@pytest.mark.parametrize("happening", SEALED)
def test_only_silence_is_asked_again_in_earnest(
    happening: str, circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    SEALED[happening](ask(circle, mina, jonas, at=at), mina, jonas, at)
    OutboxMail.objects.all().delete()

    ask(circle, mina, jonas, at=at + TIME_TO_ANSWER)

    silent = happening == "silence"
    assert Introduction.objects.order_by("-pk")[0].shadow == (not silent)
    assert OutboxMail.objects.count() == (2 if silent else 0)


def test_people_who_met_elsewhere_are_asked_like_any_others_and_hear_nothing(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    conversation_of(make_circle(members=[mina, jonas]), mina, jonas, at=at)
    OutboxMail.objects.all().delete()

    assert outcome(circle, mina, jonas, at=at) == "asked"
    assert OutboxMail.objects.count() == 0


def test_people_who_met_here_or_before_all_circles_are_refused_openly(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation_of(circle, mina, jonas, at=at)
    connect(mina, cleo, origin="import")

    for two in ((mina, jonas), (mina, cleo)):
        assert "already know each other" in outcome(circle, *two, at=at + TIME_TO_ANSWER)
    assert outcome(circle, mina, jonas, cleo, at=at) == "asked"
