from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.models import Answer, Introduction
from apps.profiles.models import User
from tests.introductions.scenes import ask, read, say_yes, signed_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User) -> Introduction:
    return ask(circle, mina, jonas)


def test_answering_no_and_yes_by_the_page(asked: Introduction, mina: User, jonas: User) -> None:
    say_yes(asked, jonas)
    client, address = signed_in(mina), url("answer", asked.pk)

    no = client.post(address, {"value": "no"}, follow=True).text
    yes = client.post(address, {"value": "yes"})

    assert "You said no. Nobody else learns of it." in no
    assert yes.headers["Location"] == url("conversation", Introduction.objects.get().conversation.pk)


@pytest.mark.parametrize("value", ["", "maybe", "\x00"])
def test_another_answer_gets_a_sentence(value: str, asked: Introduction, mina: User) -> None:
    page = signed_in(mina).post(url("answer", asked.pk), {"value": value}, follow=True).text

    assert "Choose yes or no." in page
    assert set(Answer.objects.values_list("value", flat=True)) == {""}


def test_answering_too_late_gets_a_sentence(circle: Circle, mina: User, jonas: User) -> None:
    asked = ask(circle, mina, jonas, at=timezone.now() - timedelta(days=11))

    page = signed_in(mina).post(url("answer", asked.pk), {"value": "yes"}, follow=True).text

    assert "no longer waits for an answer" in page


def test_beside_a_yes_the_button_says_that_it_makes_a_no_of_it(asked: Introduction, mina: User) -> None:
    say_yes(asked, mina)

    page, home = read(mina, "detail", asked.pk), signed_in(mina).get(reverse("home")).text

    assert 'value="no">Change it to a no</button>' in page
    assert "With a no, your question and whatever else goes with your yes is taken back, too." in page
    assert ["or change it to a no." in home, "Take it back" in page, "take it back" in home] == [True, False, False]
