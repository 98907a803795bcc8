"""What somebody put into an envelope is told to the staff by those who found it there, and by nobody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.introductions.models import Conversation, Enclosure
from apps.introductions.services.answering import answer
from apps.introductions.services.enclosing import Enclosed
from apps.introductions.services.ways import add_way
from apps.profiles.models import Block, User
from apps.staff.models import Report
from tests.factories import make_circle, make_user
from tests.introductions.scenes import ask, put_to_all, read, say_yes, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mina() -> User:
    return make_user("Mina Park")


@pytest.fixture
def jonas() -> User:
    return make_user("Jonas Weber")


@pytest.fixture
def row(mina: User, jonas: User) -> Enclosure:
    """Of an envelope that only Mina has said yes to."""
    asked = put_to_all(ask(make_circle("marketing", members=[mina, jonas]), mina, jonas))
    way = add_way(mina, label="Phone", value="+1 555 0100")
    answer(asked, user=mina, value="yes", at=timezone.now(), enclosed=Enclosed("CANARY unkind", False, [way.pk]))
    return Enclosure.objects.get(user=mina)


def address(row: Enclosure) -> str:
    return reverse("staff:report", args=["envelope", row.pk])


def open_it(row: Enclosure, jonas: User) -> Conversation:
    return say_yes(row.introduction, jonas).conversation


def test_who_found_it_reports_what_was_put_in(row: Enclosure, mina: User, jonas: User) -> None:
    open_it(row, jonas)
    assert address(row) in read(jonas, "envelope", row.introduction_id)
    assert address(row) not in read(mina, "envelope", row.introduction_id)

    signed_in(jonas).post(address(row), {"words": "Not kind."})

    found = Report.objects.get()
    assert (found.kind, found.about, found.reporter) == ("envelope", mina, jonas)
    assert found.quote == "CANARY unkind\nPhone: +1 555 0100"


def test_before_it_is_open_there_is_none(row: Enclosure, jonas: User) -> None:
    found = signed_in(jonas).get(address(row))
    none = signed_in(jonas).get(reverse("staff:report", args=["envelope", 999_999]))
    assert (found.status_code, found.content) == (404, none.content)


def test_nobody_else_reports_it_nor_its_reader_over_a_block(row: Enclosure, mina: User, jonas: User) -> None:
    open_it(row, jonas)
    others = [mina, row.introduction.made_by, make_user("Stranger")]
    assert [signed_in(user).get(address(row)).status_code for user in others if user] == [404, 404, 404]

    Block.objects.create(blocker=mina, blocked=jonas, since=timezone.now())
    assert signed_in(jonas).get(address(row)).status_code == 404
