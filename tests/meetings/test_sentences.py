"""Names in the sentences of what is pasted or forwarded."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.meetings.models import Attendee, Meeting
from apps.profiles.models import User
from tests.factories import join, make_user
from tests.introductions.scenes import signed_in

pytestmark = pytest.mark.django_db
COMING = reverse("meetings:coming")


@pytest.fixture
def client(mina: User) -> Client:
    return signed_in(mina)


def test_somebody_named_in_a_sentence_is_asked_for_and_the_title_stays(
    client: Client, justin: User, circle: Circle
) -> None:
    words = "The Budget Review: call with Justin Lee and Vera Unseen tomorrow, and bring Coffee Beans."

    page = client.post(COMING, {"written": words, "title": "Budget Review"}, follow=True).text

    assert "Maybe: somebody of this name is on it." in page
    meeting = Meeting.objects.get()
    assert meeting.title == "Budget Review"
    assert [(row.person, row.by) for row in meeting.attendees.all()] == [(justin, Attendee.By.NAME)]


def test_whoever_is_known_by_an_address_is_nobody_else_of_that_name(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    join(circle, make_user("Justin Lee"))

    client.post(COMING, {"written": f"Please come, with Justin Lee {justin.email}."})

    assert [row.person for row in Attendee.objects.all()] == [justin]


def test_of_a_text_without_anybody_of_ones_circles_nothing_is_kept(client: Client, circle: Circle) -> None:
    make_user("Vera Unseen")

    page = client.post(COMING, {"written": "Call with Vera Unseen tomorrow."}, follow=True).text

    assert "Nobody in it is somebody you may recognise here" in page
    assert not Meeting.objects.exists()
