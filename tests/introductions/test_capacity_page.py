from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.models import Answer, Capacity
from apps.introductions.paces import WEEK
from apps.mail.models import OutboxMail
from apps.profiles import erasures
from apps.profiles.exports import export
from apps.profiles.models import User
from tests.factories import join, make_user
from tests.introductions.scenes import ask, signed_in, url
from tests.introductions.test_paces import pass_by

pytestmark = pytest.mark.django_db
SETTINGS = reverse("profiles:settings")
QUESTION = "Shall we pause for a while?"


def choose(user: User, **data: object) -> str:
    return signed_in(user).post(url("capacity"), data, follow=True).text


def chosen(user: User) -> tuple[int | None, int | None]:
    return Capacity.objects.values_list("asks", "suggestions").get(user=user)


def test_the_settings_show_what_is_usual_and_keep_what_is_chosen(circle: Circle, mina: User) -> None:
    page = signed_in(mina).get(SETTINGS).text
    assert "How much comes to you" in page
    assert [page.count(f'name="{name}"') for name in ("asks", "suggestions")] == [6, 4]

    page = choose(mina, asks=4, suggestions=0)

    assert (chosen(mina), "Saved." in page) == ((4, 0), True)


def test_who_leaves_it_as_it_is_has_chosen_nothing(circle: Circle, mina: User) -> None:
    choose(mina, asks=2, suggestions=3)

    assert chosen(mina) == (None, 3)


@pytest.mark.parametrize("data", [{}, {"asks": 6, "suggestions": 1}, {"asks": -1, "suggestions": 1}, {"asks": "x"}])
def test_other_numbers_are_refused_with_a_word(data: dict[str, object], mina: User) -> None:
    assert "Choose one of the numbers, for each of the two." in choose(mina, **data)
    assert not Capacity.objects.exists()


def test_more_room_brings_what_waited_at_once(circle: Circle, mina: User, jonas: User) -> None:
    choose(mina, asks=0, suggestions=1)
    waiting = ask(circle, mina, jonas)
    assert "Say yes or no" not in signed_in(mina).get(reverse("home")).text

    choose(mina, asks=1, suggestions=1)
    choose(mina, asks=1, suggestions=1)

    assert Answer.objects.get(introduction=waiting, user=mina).put_at
    assert OutboxMail.objects.filter(user=mina, purpose="introduction_asked").count() == 1


def let_three_pass(circle: Circle, user: User) -> None:
    pass_by(circle, user, timezone.now() - 4 * WEEK)


def test_home_asks_once_whether_to_pause_and_keeps_them_coming(circle: Circle, mina: User) -> None:
    let_three_pass(circle, mina)
    client = signed_in(mina)
    assert QUESTION in client.get(reverse("home")).text

    page = client.post(url("passed_by"), {"answer": "keep"}, follow=True).text

    assert (QUESTION in page, "They keep coming." in page) == (False, True)


def test_home_pauses_for_a_month(circle: Circle, mina: User) -> None:
    let_three_pass(circle, mina)

    page = signed_in(mina).post(url("passed_by"), {"answer": "pause"}, follow=True).text

    mina.profile.refresh_from_db()
    assert mina.profile.paused_until
    assert timedelta(days=28) < mina.profile.paused_until - timezone.now() < timedelta(days=31)
    assert (QUESTION in page, "You are paused" in page) == (False, True)


def test_nobody_is_asked_who_let_nothing_pass(circle: Circle, mina: User) -> None:
    other = make_user()
    join(circle, other)
    ask(circle, mina, other)

    assert QUESTION not in signed_in(mina).get(reverse("home")).text


def test_it_is_in_ones_own_export_and_goes_with_the_account(mina: User) -> None:
    choose(mina, asks=4, suggestions=0)

    told = export(mina)["capacity"]

    assert (told["introductions_by_curators_a_week"], told["new_suggestions_a_week"]) == (4, 0)
    erasures.run(mina, at=timezone.now())
    assert not Capacity.objects.exists()
