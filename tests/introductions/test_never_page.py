"""The list of whom one never wants to be introduced to."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, SeenBy
from apps.circles.services.leaving import leave
from apps.introductions import personal_data
from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.views import passed
from apps.mail.tasks import deliver_quick
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import erase
from tests.factories import make_user
from tests.introductions.scenes import ask, conversation_of, read, signed_in, steady, url
from tests.introductions.test_passed_page import let_pass, post

pytestmark = pytest.mark.django_db


def test_somebody_is_found_by_name_kept_away_and_taken_back(
    circle: Circle, mina: User, jonas: User, cleo: User
) -> None:
    stranger = make_user("Weber Stranger")
    conversation_of(circle, mina, cleo)
    page = signed_in(mina).get(url("passed"), {"q": "WEB"}).text
    assert [url("never", user.pk) in page for user in (jonas, stranger, cleo)] == [True, False, False]

    page = post(mina, "never", jonas.pk)
    row = NeverWith.objects.get()
    assert (row.user, row.other, "They are not told." in page) == (mina, jonas, True)

    for user, name in ((mina, "You asked never to be introduced"), (jonas, "Never introduce me to Mina")):
        other = jonas if user == mina else mina
        assert name in signed_in(user).get(reverse("profiles:person", args=[other.pk])).text
    assert "Jonas" not in read(jonas, "passed")
    assert signed_in(jonas).post(url("take_back", row.pk)).status_code == 404

    assert "Taken back." in post(mina, "take_back", row.pk)
    assert NeverWith.objects.count() == 0


GONE: dict[str, Callable[[Circle, User, User], object]] = {
    "left": lambda circle, mina, jonas: leave(circle, user=jonas, at=timezone.now()),
    "blocked": lambda circle, mina, jonas: block(jonas, mina, at=timezone.now()),
    "suspended": lambda circle, mina, jonas: User.objects.filter(pk=jonas.pk).update(suspended_at=timezone.now()),
    "erased": lambda circle, mina, jonas: erase(jonas, at=timezone.now()),
}


def read_without(circle: Circle, mina: User, jonas: User, gone: str) -> str:
    """The list after he is gone; the world is forgotten afterwards."""
    with transaction.atomic():
        GONE[gone](circle, mina, jonas)
        page = read(mina, "passed")
        transaction.set_rollback(True)
    return steady(page)


@pytest.mark.parametrize("first_name", [True, False])
def test_whom_one_no_longer_sees_is_a_line_without_a_name_whatever_the_reason(
    first_name: bool, circle: Circle, mina: User, jonas: User, cleo: User
) -> None:
    Circle.objects.update(members_seen_by=SeenBy.CURATORS if first_name else SeenBy.MEMBERS)
    over = let_pass(circle, mina, jonas)
    known_from = over if first_name else None
    row = NeverWith.objects.create(user=mina, other=jonas, introduction=known_from, at=timezone.now())

    pages = {gone: read_without(circle, mina, jonas, gone) for gone in GONE}

    assert [name for name, page in pages.items() if page != pages["left"]] == []
    assert ["Somebody whom you no longer see" in pages["left"], "Jonas" in pages["left"]] == [True, False]
    erase(jonas, at=timezone.now())
    assert [line["person"] for line in personal_data.never_with(mina)] == [None]
    assert "Taken back." in post(mina, "take_back", row.pk)
    assert NeverWith.objects.count() == 0


def test_of_a_group_nobody_is_kept_away_from_its_page(circle: Circle, mina: User, jonas: User, cleo: User) -> None:
    asked = ask(circle, mina, jonas, cleo)

    assert "Never introduce me" not in read(mina, "detail", asked.pk)
    assert signed_in(mina).post(url("never_from", asked.pk)).status_code == 404


def test_what_taking_it_back_makes_is_mailed_at_once(
    circle: Circle, mina: User, jonas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung = list[object]()
    monkeypatch.setattr(passed, "ring", rung.append)
    asked = ask(circle, mina, jonas)
    asked.answers.filter(user__in=(mina, jonas)).update(value=Answer.Value.YES, put_at=timezone.now())
    asked.answers.filter(user=mina).update(held=True)
    row = NeverWith.objects.create(user=mina, other=jonas, introduction=asked, at=timezone.now())

    post(mina, "take_back", row.pk)

    asked.refresh_from_db()
    assert (asked.state, rung) == (Introduction.State.MADE, [deliver_quick])
