"""What is brought on the page: a file, or words."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.meetings.models import Meeting
from apps.meetings.reading import apart
from apps.meetings.reading.apart import AT_ONCE
from apps.meetings.services.bringing import Brought
from apps.meetings.services.keeping import Outcome
from apps.profiles.models import User
from tests.introductions.scenes import signed_in
from tests.meetings.scenes import ics, kept_call, person, upload

pytestmark = pytest.mark.django_db
COMING = reverse("meetings:coming")


def test_a_file_and_words_are_not_brought_at_once(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    """The control: each alone is read."""
    client, written = signed_in(mina), f"Justin Lee <{justin.email}>"

    answer = client.post(COMING, {"file": upload(ics(person(justin), at=at)), "written": written})

    assert answer.status_code == 422
    assert "Bring one of the two at a time" in answer.text
    assert written.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert not Meeting.objects.exists()
    assert client.post(COMING, {"written": written}).status_code == 302


@pytest.mark.parametrize(
    ("found", "words"),
    [(2, "On two meetings"), (10, "On ten meetings"), (12, "On twelve meetings"), (13, "On 13 meet")],
)
def test_numbers_up_to_twelve_are_words(found: int, words: str) -> None:
    meetings = [Meeting() for _each in range(found)]

    assert Brought(Outcome(meetings, 0), found).sentence.startswith(words)


def test_a_page_behind_the_last_leads_to_the_first(mina: User, justin: User, circle: Circle) -> None:
    """Of the rows that are asked for to be added there are none."""
    client = signed_in(mina)
    kept_call(mina, person(justin), at=timezone.now())

    answer = client.get(COMING, {"page": "9"})

    assert (answer.status_code, answer.headers["Location"]) == (302, COMING)
    assert "<li" not in client.get(COMING, {"page": "9"}, headers={"HX-Request": "true"}).text


def test_where_several_are_being_read_one_is_asked_to_wait(
    mina: User, justin: User, circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "WAITED", 0.01)
    for _each in range(AT_ONCE):
        apart._turns.acquire()
    try:
        answer = signed_in(mina).post(COMING, {"file": upload(ics(person(justin), at=at))})
    finally:
        for _each in range(AT_ONCE):
            apart._turns.release()

    assert answer.status_code == 422
    assert "Try again in a minute." in answer.text
