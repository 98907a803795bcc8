from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.meetings.models import Meeting
from apps.profiles.models import Block, User
from apps.profiles.services.leaving import erase
from tests.factories import join, make_user
from tests.meetings.scenes import kept_call, person


@pytest.fixture
def tom(circle: Circle) -> User:
    return join(circle, make_user("Tom Oak")).user


def titles() -> list[str]:
    return list(Meeting.objects.order_by("pk").values_list("title", flat=True))


def test_who_is_erased_leaves_the_titles(mina: User, justin: User, tom: User, at: datetime) -> None:
    """The control: of a call that they are not on the title stays."""
    kept_call(mina, person(justin), person(tom), at=at, title="Justin / Tom / Mina")
    kept_call(mina, person(tom), at=at, key="2", title="Justin and the rest")

    erase(justin, at=at)

    assert titles() == ["… / Tom / Mina", "Justin and the rest"]


def test_a_name_stays_that_others_on_it_have_too(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    other = join(circle, make_user("Justin Oak")).user
    kept_call(mina, person(justin), person(other), at=at, title="Justin Lee / Justin Oak")

    erase(justin, at=at)

    assert titles() == ["Justin … / Justin Oak"]


def test_who_blocks_tells_nobody_by_a_title(mina: User, justin: User, tom: User, at: datetime) -> None:
    kept_call(mina, person(justin), person(tom), at=at, title="Justin / Tom")

    Block.objects.create(blocker=justin, blocked=mina, since=at)

    assert titles() == ["Justin / Tom"]
