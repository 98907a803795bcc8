"""Before one blocks somebody: what it does, and what a curator still sees; and that this is true."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Membership, Role
from apps.introductions.models import Introduction
from apps.mail.links import sign
from apps.profiles.models import Block, Profile, User
from apps.profiles.services.blocking import block
from tests.factories import AT, make_circle, make_user
from tests.introductions.scenes import ask, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol(db: None) -> User:
    return make_user("Carol Curator")


@pytest.fixture
def mina(db: None) -> User:
    return make_user("Mina")


def page_of(reader: User, person: User) -> str:
    return " ".join(signed_in(reader).get(reverse("profiles:block", args=[person.pk])).text.split())


def test_looking_at_the_page_blocks_nobody(carol: User, mina: User) -> None:
    make_circle("marketing", curator=carol, members=[mina])

    page = page_of(mina, carol)

    assert ["Block Carol Curator?" in page, Block.objects.exists()] == [True, False]
    assert "They are not told. To each other you are simply not here any more. You can undo it" in page


def test_who_would_block_a_curator_reads_what_that_curator_keeps_seeing(carol: User, mina: User) -> None:
    for tag, members in (("marketing", [mina]), ("choir", [mina]), ("elsewhere", [])):
        make_circle(tag, curator=carol, members=members)

    page = page_of(mina, carol)

    assert [f"keeps #{tag}, and you are in it" in page for tag in ("marketing", "choir", "elsewhere")] == [
        True, True, False,
    ]  # fmt: skip
    for path in (reverse("circles:leave", args=["choir"]), reverse("staff:report", args=["person", carol.pk])):
        assert f'href="{path}"' in page


def test_of_a_member_nothing_of_the_kind_is_said(carol: User, mina: User) -> None:
    tom = make_user("Tom")
    make_circle("marketing", curator=carol, members=[mina, tom])

    assert "keeps #" not in page_of(mina, tom) + page_of(carol, mina)


def test_it_is_true_what_a_blocked_curator_sees_no_more(carol: User, mina: User) -> None:
    tom = make_user("Tom")
    circle = make_circle("marketing", curator=carol, members=[mina, tom])
    asked = ask(circle, mina, tom)
    client = signed_in(carol)
    before = client.get(reverse("circles:detail", args=["marketing"])).text

    block(mina, carol, at=AT)

    pages = [client.get(reverse(name, args=["marketing"])).text for name in
             ("circles:detail", "bench:sitting", "bench:picture", "bench:introduce", "bench:pulse")]  # fmt: skip
    assert "Mina" in before
    assert [page for page in pages if "Mina" in page] == []
    assert not Introduction.objects.visible_to_curator(carol).filter(pk=asked.pk).exists()
    assert not Profile.objects.visible_to(carol).filter(user=mina).exists()
    assert Membership.objects.filter(circle=circle, user=carol, role=Role.CURATOR).exists()


def test_the_link_of_a_mail_shows_and_its_button_blocks(carol: User, mina: User) -> None:
    make_circle("marketing", curator=carol, members=[mina])
    token = sign("profiles.block", user=mina.pk, other=carol.pk)
    address = reverse("profiles:block_by_link", args=[token])

    shown, before = Client().get(address), Block.objects.count()
    browser = Client(enforce_csrf_checks=True)
    answers = [browser.post(address), browser.post(address), browser.get(address)]

    assert (shown.status_code, "keeps #marketing" in shown.text, before) == (200, True, 0)
    assert "csrftoken" not in shown.cookies
    assert [(one.status_code, "You will not see Carol Curator" in one.text) for one in answers] == [(200, True)] * 3
    assert list(Block.objects.values_list("blocker", "blocked")) == [(mina.pk, carol.pk)]
    assert Client().get(reverse("profiles:block_by_link", args=[f"{token}x"])).status_code == 404


def test_behind_a_block_of_the_other_the_link_is_not_there(carol: User, mina: User) -> None:
    make_circle("marketing", curator=carol, members=[mina])
    block(carol, mina, at=AT)
    address = reverse("profiles:block_by_link", args=[sign("profiles.block", user=mina.pk, other=carol.pk)])

    assert [Client().get(address).status_code, Client().post(address).status_code] == [404, 404]
