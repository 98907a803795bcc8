"""What somebody says of a "maybe": it stands where the question stood, can be taken back, and holds for a series."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, Membership
from apps.meetings.models import Attendee, Meeting
from apps.meetings.reading.events import Person
from apps.meetings.services.answering import confirm, reject
from apps.meetings.services.keeping import keep
from apps.profiles.models import Profile, User
from tests.factories import make_user
from tests.introductions.scenes import signed_in
from tests.meetings.pages import kept, page, press
from tests.meetings.scenes import call, ics, person, upload

pytestmark = pytest.mark.django_db
COMING = reverse("meetings:coming")
NAMED = Person("Justin Lee", "")
ASIDE = "Justin Lee, on “Quarterly call”: you said that it is somebody else."


@pytest.fixture
def client(mina: User) -> Client:
    return signed_in(mina)


def keep_weekly(user: User, *people: Person, weeks: range = range(3), uid: str = "weekly") -> list[Meeting]:
    at = timezone.now()
    events = [call(*people, at=at + timedelta(weeks=week), key=f"{uid}-{week}", uid=uid) for week in weeks]
    return keep(user, events, source=Meeting.Source.FILE, at=at).meetings


def answers(person: User) -> list[str]:
    rows = Attendee.objects.filter(person=person).order_by("meeting__starts_at", "pk")
    return ["yes" if row.confirmed_at else "no" if row.not_them_at else "maybe" for row in rows]


@pytest.mark.parametrize(
    ("answer", "said"),
    [("confirm", "You said that it is them."), ("reject", "Justin Lee: you said that it is somebody else.")],
)
def test_what_was_said_stands_where_the_question_stood_and_is_taken_back_there(
    answer: str, said: str, client: Client, mina: User, justin: User, circle: Circle
) -> None:
    meeting = kept(mina, NAMED)
    place = f"{reverse('meetings:meeting', args=[meeting.slug])}#person-{justin.pk}"
    assert said not in page(client, meeting)

    answered = client.post(reverse(f"meetings:{answer}", args=[meeting.slug, justin.pk]))

    assert (answered.status_code, answered.headers["Location"]) == (302, place)
    assert said in page(client, meeting)
    assert f'id="person-{justin.pk}" tabindex="-1"' in client.get(place).text
    assert "all days" not in page(client, meeting)

    back = client.post(reverse("meetings:ask_again", args=[meeting.slug, justin.pk]))
    assert back.headers["Location"] == place
    assert "Maybe: somebody of this name is on it." in page(client, meeting)


def test_whoever_was_alone_on_a_meeting_can_be_asked_of_again(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    raw = ics(NAMED, at=timezone.now())
    client.post(COMING, {"file": upload(raw)})
    meeting = Meeting.objects.get()
    assert ASIDE not in client.get(COMING).text
    press(client, "reject", meeting, justin)

    read_again = client.post(COMING, {"file": upload(raw)}, follow=True).text

    assert "Whom you may know in it is somebody else, as you have said." in read_again
    assert ASIDE in read_again
    assert reverse("meetings:ask_again", args=[meeting.slug, justin.pk]) in read_again
    press(client, "ask_again", meeting, justin)
    assert ASIDE not in client.get(COMING).text


def test_somebody_set_aside_who_hides_is_gone_with_the_meeting(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    meeting = kept(mina, NAMED)
    press(client, "reject", meeting, justin)
    assert ASIDE in client.get(COMING).text

    Membership.objects.filter(user=justin).delete()

    gone = client.get(reverse("meetings:meeting", args=[meeting.slug]))
    never = client.get(reverse("meetings:meeting", args=["x" * 22]))
    assert (gone.status_code, gone.content) == (404, never.content)
    assert "Quarterly call" not in client.get(COMING).text
    assert press(client, "ask_again", meeting, justin) == 404


def test_a_meeting_of_one_set_aside_is_told_of_nowhere_else(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    meeting = kept(mina, NAMED)
    press(client, "reject", meeting, justin)

    assert reverse("meetings:meeting", args=[meeting.slug]) not in client.get(reverse("home")).text
    client.post(reverse("meetings:forget", args=[meeting.slug]))
    assert not Meeting.objects.exists()


def test_with_others_on_it_the_list_tells_of_them_alone(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    ana = make_user("Ana Silva")
    Membership.objects.create(circle=circle, user=ana, joined_at=timezone.now())
    meeting = kept(mina, NAMED, person(ana))

    press(client, "reject", meeting, justin)

    listed = client.get(COMING).text
    assert ("Ana Silva" in listed, "Justin Lee" in listed) == (True, False)
    assert "Justin Lee: you said that it is somebody else." in page(client, meeting)


@pytest.mark.parametrize(("answer", "said"), [("confirm", "yes"), ("reject", "no")])
def test_an_answer_holds_for_all_days_of_a_series(
    answer: str, said: str, client: Client, mina: User, justin: User, circle: Circle
) -> None:
    first = keep_weekly(mina, NAMED)[0]
    kept(mina, NAMED, uid="another", key="another")

    told = client.post(reverse(f"meetings:{answer}", args=[first.slug, justin.pk]), follow=True).text

    assert "It holds for all days of this meeting." in told
    assert sorted(answers(justin)) == sorted([said] * 3 + ["maybe"])
    assert client.get(COMING).text.count("you said that it is somebody else") == (said == "no")

    keep_weekly(mina, NAMED, weeks=range(6))
    assert sorted(answers(justin)) == sorted([said] * 6 + ["maybe"])
    press(client, "ask_again", first, justin)
    assert answers(justin) == ["maybe"] * 7


def test_it_holds_for_nobody_else_and_for_no_other_reader(mina: User, justin: User, circle: Circle) -> None:
    ana, namesake = make_user("Ana Silva"), make_user("Justin Lee")
    for user in (ana, namesake):
        Membership.objects.create(circle=circle, user=user, joined_at=timezone.now())
    mine = keep_weekly(mina, NAMED, weeks=range(1))[0]
    theirs = keep_weekly(ana, NAMED, weeks=range(1))[0]

    reject(mine.attendees.get(person=namesake), at=timezone.now())
    confirm(mine.attendees.get(person=justin), at=timezone.now())
    keep_weekly(mina, NAMED, weeks=range(2))
    keep_weekly(ana, NAMED, weeks=range(2))

    assert Attendee.objects.filter(meeting__user=mina, person=justin, confirmed_at__isnull=False).count() == 2
    assert Attendee.objects.filter(meeting__user=mina, person=namesake, not_them_at__isnull=False).count() == 2
    assert not theirs.user.meetings.exclude(attendees__confirmed_at=None, attendees__not_them_at=None).exists()


def test_it_is_asked_of_whoever_is_paused_as_of_anybody(mina: User, justin: User, circle: Circle) -> None:
    """By the name it is a maybe, and what was said stays."""
    first = keep_weekly(mina, NAMED, weeks=range(1))[0]
    confirm(first.attendees.get(), at=timezone.now())
    Profile.objects.filter(user=justin).update(paused_at=timezone.now())

    keep_weekly(mina, NAMED, weeks=range(2))

    assert answers(justin) == ["yes", "yes"]
