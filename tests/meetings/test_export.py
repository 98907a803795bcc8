"""What of one's meetings is in one's export: what one can read of them, and what one has said."""

from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.meetings.models import Attendee, Meeting
from apps.meetings.personal_data import meetings
from apps.meetings.reading.events import Person
from apps.meetings.services.answering import reject
from apps.profiles.models import Block, User
from tests.meetings.scenes import kept_call, person

pytestmark = pytest.mark.django_db


def test_who_was_said_to_be_somebody_else_is_in_it(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    kept_call(mina, Person("Justin Lee", ""), at=at)
    reject(Attendee.objects.get(), at=at)

    (row,) = meetings(mina)

    assert [(one["name"], one["not_them_at"]) for one in row["people"]] == [("Justin Lee", at)]


def test_a_meeting_on_which_nobody_is_left_is_in_none(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    """An empty one would tell of the block."""
    kept_call(mina, person(justin), at=at)
    assert len(meetings(mina)) == 1

    Block.objects.create(blocker=justin, blocked=mina, since=at)

    assert (meetings(mina), Meeting.objects.count()) == ([], 1)
