"""What people let their introducer know is told to the staff by her, and by nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.introductions.models import Conversation, Tiding
from apps.profiles.models import Block, User
from apps.staff.models import Report
from tests.factories import make_user
from tests.introductions.scenes import read, signed_in
from tests.introductions.told import MET, THANKS, say, talk_through

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol() -> User:
    return make_user("Carol Curator")


@pytest.fixture
def talk(carol: User) -> Conversation:
    return talk_through(carol)


def address(row: Tiding) -> str:
    return reverse("staff:report", args=["tiding", row.pk])


@pytest.mark.parametrize(("kind", "said"), [(THANKS, ["CANARY unkind"]), (MET, ["CANARY unkind", ""])])
def test_an_introducer_reports_the_words_that_she_reads(
    kind: str, said: list[str], talk: Conversation, carol: User
) -> None:
    row = say(talk, kind, *said)[0]
    assert address(row) in read(carol, "tidings")

    signed_in(carol).post(address(row), {"words": "Not kind."})

    found = Report.objects.get()
    assert (found.kind, found.quote, found.about) == ("tiding", "CANARY unkind", row.user)
    assert found.circle == row.introduction.circle


def test_without_words_there_is_nothing_to_report(talk: Conversation, carol: User) -> None:
    row = say(talk, THANKS, "")[0]

    assert address(row) not in read(carol, "tidings")
    assert signed_in(carol).get(address(row)).status_code == 404


@pytest.mark.parametrize(("kind", "said", "ago"), [(THANKS, ["CANARY"], 0), (MET, ["CANARY"], 1)])
def test_what_she_has_not_been_told_is_not_there(
    kind: str, said: list[str], ago: int, talk: Conversation, carol: User
) -> None:
    """While it can be taken back, and while one alone has said that they met."""
    row = say(talk, kind, *said, ago=timedelta(days=ago))[0]

    found = signed_in(carol).get(address(row))
    none = signed_in(carol).get(reverse("staff:report", args=["tiding", 999_999]))
    assert (found.status_code, found.content) == (404, none.content)


def test_nobody_else_reports_them_nor_she_over_a_block(talk: Conversation, carol: User) -> None:
    row = say(talk, THANKS, "CANARY")[0]
    others = [*(member.user for member in talk.members.all()), make_user("Stranger")]
    assert [signed_in(user).get(address(row)).status_code for user in others] == [404, 404, 404]

    Block.objects.create(blocker=row.user, blocked=carol, since=timezone.now())
    assert signed_in(carol).get(address(row)).status_code == 404
