"""An answer from a page that was opened before the introduction was made."""

import pytest

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.profiles.models import User
from tests.introductions.scenes import ask, put_to_all, say_no, say_yes, signed_in, url

pytestmark = pytest.mark.django_db
MET, BOTH = "You have met meanwhile", "You have met meanwhile: you both said yes."
OVER = "no longer waits"


def no_of(user: User, asked: Introduction) -> tuple[str, str]:
    """The page it leads to, and what stands there."""
    answer = signed_in(user).post(url("answer", asked.pk), {"value": "no"}, follow=True)
    return answer.redirect_chain[-1][0], answer.text


def test_of_two_who_met_each_is_told_so_and_led_to_the_envelope(circle: Circle, mina: User, jonas: User) -> None:
    asked = say_yes(ask(circle, mina, jonas), mina, jonas)

    for user in (mina, jonas):
        where, page = no_of(user, asked)
        assert (where, BOTH in page, OVER in page) == (url("envelope", asked.pk), True, False)
        assert asked.answers.get(user=user).value == "yes"


def test_while_the_other_has_not_said_yes_it_becomes_a_no_and_nothing_is_told(
    circle: Circle, mina: User, jonas: User
) -> None:
    asked = say_yes(ask(circle, mina, jonas), mina)

    where, page = no_of(mina, asked)

    assert (where, MET in page, asked.answers.get(user=mina).value) == (url("detail", asked.pk), False, "no")


@pytest.mark.parametrize("said", ["", "no"])
def test_of_a_group_that_met_only_who_said_yes_is_told(
    said: str, circle: Circle, mina: User, jonas: User, cleo: User
) -> None:
    asked = say_yes(put_to_all(ask(circle, mina, jonas, cleo)), mina, jonas)
    if said:
        say_no(asked, cleo, mina, asked.asked_at)

    where, page = no_of(mina, asked)
    assert (where, "You have met meanwhile." in page, BOTH in page) == (url("envelope", asked.pk), True, False)

    where, page = no_of(cleo, asked)
    assert (where, MET in page, asked.answers.get(user=cleo).value) == (url("detail", asked.pk), False, "no")


def test_once_its_time_is_over_who_did_not_say_yes_is_told_that_alone(
    circle: Circle, mina: User, jonas: User, cleo: User
) -> None:
    asked = say_yes(put_to_all(ask(circle, mina, jonas, cleo)), mina, jonas)
    Introduction.objects.filter(pk=asked.pk).update(closes_at=asked.asked_at)

    where, page = no_of(cleo, asked)

    assert (where, MET in page, OVER in page) == (url("detail", asked.pk), False, True)


def test_whose_yes_is_held_is_told_nothing(circle: Circle, mina: User, jonas: User, cleo: User) -> None:
    """It counts for nobody: to them the group is still asked."""
    asked = say_yes(put_to_all(ask(circle, mina, jonas, cleo)), cleo, mina, jonas)
    asked.answers.filter(user=cleo).update(held=True)
    Introduction.objects.filter(pk=asked.pk).update(closes_at=asked.asked_at)

    _where, page = no_of(cleo, asked)

    assert [MET in page, OVER in page] == [False, True]
