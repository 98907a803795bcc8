"""Bringing a meeting, and what its page tells."""

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle
from apps.introductions.services.conversing import write_message
from apps.meetings.models import Attendee, Meeting
from apps.meetings.reading.apart import LARGEST
from apps.meetings.reading.events import Person
from apps.meetings.views import bringing
from apps.profiles.models import Profile, User
from tests.factories import add_trait, join, make_circle, make_user
from tests.introductions.scenes import conversation_of, signed_in
from tests.matching.scenes import golden_pair
from tests.meetings.pages import kept, page, press
from tests.meetings.scenes import ics, person, upload

pytestmark = pytest.mark.django_db
COMING = reverse("meetings:coming")
BROKEN = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:never\nEND:VEVENT\nEND:VCALENDAR"
STRANGER = Person("Vera Unseen", "vera@nowhere.example")


@pytest.fixture
def client(mina: User) -> Client:
    return signed_in(mina)


def test_an_invitation_leads_to_its_page(client: Client, justin: User, circle: Circle) -> None:
    raw = ics(person(justin), STRANGER, at=timezone.now())

    answer = client.post(COMING, {"file": upload(raw)})

    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == reverse("meetings:meeting", args=[meeting.slug])
    assert "You and Justin are both in #marketing." in page(client, meeting)
    assert "vera" not in client.get(answer.headers["Location"]).text.lower()
    listed = client.get(COMING).text
    assert ("Quarterly call" in listed, "Justin Lee" in listed) == (True, True)


def test_names_and_addresses_may_be_pasted(client: Client, mina: User, justin: User, circle: Circle) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    words = {"written": f"Vera Unseen <vera@nowhere.example>\n{justin.email}", "title": "Coffee"}

    client.post(COMING, words | {"when": f"{tomorrow:%Y-%m-%dT%H:%M}"})

    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.source) == ("Coffee", "words")
    assert meeting.starts_at == tomorrow.replace(second=0, microsecond=0)
    assert list(Attendee.objects.values_list("person", "by")) == [(justin.pk, "address")]


def test_a_calendar_may_be_pasted_too(client: Client, justin: User, circle: Circle) -> None:
    client.post(COMING, {"written": ics(person(justin), at=timezone.now()).decode()})

    assert Meeting.objects.get().title == "Quarterly call"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "Choose a file, or paste who is on the call."),
        ({"written": "!!"}, "There is neither a full name nor an address in it."),
        ({"written": BROKEN}, "in that calendar could be read"),
        ({"written": "x" * 120_000}, "That is too long to look through."),
        ({"written": "a@b.example", "title": "x" * 201}, "Keep it to 200 characters."),
        ({"written": "a@b.example", "when": "soon"}, "Write a day and a time"),
        ({"written": "a@b.example", "when": "2001-01-01T10:00"}, "Choose a time within the next 60 days."),
    ],
)
def test_a_mistake_gets_a_sentence_and_loses_nothing(words: dict[str, str], sentence: str, client: Client) -> None:
    typed = {"written": "", "title": "Stillhere", "when": ""} | words

    answer = client.post(COMING, typed)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    read = html.unescape(answer.text).replace("\r\n", "\n")
    assert [value for value in typed.values() if value not in read] == []


def test_a_file_that_is_no_calendar_is_told_of(client: Client) -> None:
    answer = client.post(COMING, {"file": upload(b"PK\x03\x04"), "title": "Stillhere"})

    assert (answer.status_code, "That file is not a calendar." in answer.text) == (422, True)
    assert "Stillhere" in answer.text
    assert re.findall(r"<input[^>]* autofocus[^>]*>", answer.text) == re.findall(
        r'<input type="file"[^>]*>', answer.text
    )
    assert "autofocus" not in client.get(COMING).text


def test_a_person_may_read_so_many_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "READINGS", "2/h/user")
    words = {"written": "a@b.example"}

    codes = [client.post(COMING, words).status_code for _time in range(3)]

    assert codes == [302, 302, 422]
    assert "a@b.example" in client.post(COMING, words).text


def test_the_sentence_tells_how_one_met_and_what_one_shares() -> None:
    mina, jonas = golden_pair()
    david = make_user("David Stern")
    circle = make_circle("marketing", curator=david, members=[mina, jonas])
    talk = conversation_of(circle, mina, jonas)
    write_message(talk, author=mina, body="Shall we talk about it?", at=timezone.now())
    write_message(talk, author=jonas, body="Their words", at=timezone.now())

    told = page(signed_in(mina), kept(mina, person(jonas)))

    assert "You and Jonas are both in #marketing, where David introduced you; " in told
    assert "you both like #yankees" in told
    assert "your high schools are 2 miles apart" in told
    assert ("met through David Stern, in #marketing" in told, "Shall we talk about it?" in told) == (True, True)
    assert "Their words" not in told
    assert "introduction" not in told.replace("introductions", "")


def test_a_fact_that_is_hidden_is_not_told(client: Client, mina: User, justin: User, circle: Circle) -> None:
    mine, theirs = add_trait(mina, "interest", "#yankees"), add_trait(justin, "interest", "#yankees")
    meeting = kept(mina, person(justin))
    assert "you both like #yankees." in page(client, meeting)

    for fact in (mine, theirs):
        fact.visibility = "hidden"
        fact.save()
        assert "yankees" not in page(client, meeting)
        fact.visibility = "circle_mates"
        fact.save()


def test_of_a_maybe_one_says_whether_it_is_them(client: Client, mina: User, justin: User, circle: Circle) -> None:
    meeting = kept(mina, Person("Justin Lee", ""))
    assert "Maybe: somebody of this name is on it." in page(client, meeting)
    assert "You and Justin" not in page(client, meeting)

    press(client, "confirm", meeting, justin)
    assert "You and Justin are both in #marketing." in page(client, meeting)

    press(client, "reject", meeting, justin)
    assert "You and Justin" not in page(client, meeting)


def test_nobody_says_of_an_address_that_it_is_not_them(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    meeting = kept(mina, person(justin))

    assert [press(client, name, meeting, justin) for name in ("confirm", "reject", "ask_again")] == [404] * 3


def test_a_meeting_nobody_is_shown_on_is_as_one_that_never_was(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    meeting = kept(mina, person(justin))
    Profile.objects.filter(user=justin).update(paused_at=timezone.now())

    gone = client.get(reverse("meetings:meeting", args=[meeting.slug]))
    never = client.get(reverse("meetings:meeting", args=["x" * 22]))
    theirs = signed_in(justin).get(reverse("meetings:meeting", args=[meeting.slug]))

    assert (gone.status_code, gone.content) == (404, never.content)
    assert (theirs.status_code, theirs.content) == (404, never.content)
    assert "Quarterly call" not in client.get(COMING).text


def test_meetings_are_forgotten_by_a_button(client: Client, mina: User, justin: User, circle: Circle) -> None:
    one = kept(mina, person(justin), key="one")
    kept(mina, person(justin), key="two")

    client.post(reverse("meetings:forget", args=[one.slug]))
    assert Meeting.objects.count() == 1
    assert reverse("meetings:forget_all") in client.get(COMING).text
    assert "Forget all your meetings?" in client.get(reverse("meetings:forget_all")).text
    assert Meeting.objects.count() == 1
    client.post(reverse("meetings:forget_all"))
    assert Meeting.objects.count() == 0


def test_a_conversation_tells_of_the_next_meeting(client: Client, mina: User, justin: User, circle: Circle) -> None:
    talk = conversation_of(circle, mina, justin)
    there = reverse("introductions:conversation", args=[talk.pk])
    assert "Your next meeting with" not in client.get(there).text

    kept(mina, Person("Justin Lee", ""), key="maybe", title="Not sure")
    assert "Your next meeting with" not in client.get(there).text
    meeting = kept(mina, person(justin))

    assert "Your next meeting with" in client.get(there).text
    assert reverse("meetings:meeting", args=[meeting.slug]) in client.get(there).text
    assert "Your next meeting with" not in signed_in(justin).get(there).text


def test_the_people_one_met_lead_here(client: Client) -> None:
    assert COMING in client.get(reverse("introductions:people")).text


def test_the_list_costs_the_same_queries_however_long(
    client: Client, mina: User, justin: User, circle: Circle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        kept(mina, person(justin), key=str(number))
    with django_assert_num_queries(10):
        client.get(COMING)

    for number in range(3, 60):
        kept(mina, person(justin), key=str(number), title=f"Call {number}")
    with django_assert_num_queries(10):
        first = client.get(COMING)
    rest = client.get(f"{COMING}?page=2", headers={"HX-Request": "true"})

    assert (first.text.count('<p><a href="/meetings/'), rest.text.count("<li>")) == (40, 20)


def test_a_file_that_is_too_large_is_not_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[int]()

    def reading(file: UploadedFile[bytes], *_: int) -> bytes:
        read.append(file.size or 0)
        return b""

    for kind in (InMemoryUploadedFile, TemporaryUploadedFile):
        monkeypatch.setattr(kind, "read", reading, raising=False)

    answers = [client.post(COMING, {"file": BytesIO(b"X" * size)}) for size in (LARGEST + 1, 5 * LARGEST)]

    assert [(answer.status_code, "larger than 1 MB" in answer.text) for answer in answers] == [(422, True)] * 2
    assert read == []
    client.post(COMING, {"file": BytesIO(b"X" * LARGEST)})
    assert read == [LARGEST]


def test_the_page_of_a_meeting_costs_the_same_queries_however_many_are_on_it(
    client: Client, mina: User, justin: User, circle: Circle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [join(circle, make_user(f"{name} Oak")).user for name in ("Tom", "Una", "Ole", "Cleo")]
    for user in (mina, justin, *others):
        add_trait(user, "interest", "#yankees")
    urls = [
        reverse("meetings:meeting", args=[kept(mina, *map(person, people), key=key).slug])
        for key, people in (("one", [justin]), ("five", [justin, *others]))
    ]
    client.get(urls[0])

    for url, count in zip(urls, (1, 5), strict=True):
        with django_assert_num_queries(23):
            page = client.get(url).text
        assert page.count("#yankees") == count
