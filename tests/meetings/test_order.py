"""Whom one knows best comes first, wherever a call is told of."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.digests.composing import today
from apps.introductions.models import Connection
from apps.meetings.models import Meeting
from apps.meetings.services.evenings import want
from apps.meetings.telling import TOLD
from apps.profiles.models import User
from tests.factories import add_trait, connect, join, make_circle, make_user
from tests.introductions.scenes import signed_in
from tests.matching.scenes import golden_pair
from tests.meetings import pages
from tests.meetings.evening import written
from tests.meetings.scenes import call, kept_call, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> tuple[User, list[User]]:
    """A reader, and in order: whom they have met, with whom they share something, and somebody else. By the alphabet it
    is the other way round."""
    mina, jonas = golden_pair()
    ana, zoe = make_user("Ana Alt"), make_user("Zoe Zed")
    make_circle("marketing", members=[mina, ana, jonas, zoe])
    connect(mina, zoe)
    return mina, [zoe, jonas, ana]


def first_named(text: str, people: list[User]) -> list[str]:
    names = [user.profile.first_name for user in people]
    return list(dict.fromkeys(re.findall("|".join(names), text)))


def test_it_is_the_same_order_everywhere(people: tuple[User, list[User]]) -> None:
    mina, order = people
    meeting = pages.kept(mina, *map(person, order[::-1]))
    client, names = signed_in(mina), [user.profile.first_name for user in order]

    assert first_named(pages.page(client, meeting), order) == names
    (told,) = today(mina, at=timezone.now(), digest=1).calls
    assert [one.person for one in told.sure] == order
    home = client.get(reverse("home")).text
    assert first_named(home[home.index("Before your calls") :], order) == names
    # Where nothing is said of them, it is whom one has met and then the alphabet.
    listed = client.get(reverse("meetings:coming")).text
    assert first_named(listed, order) == [names[0], names[2], names[1]]


def test_the_evening_mail_begins_with_whom_one_knows_best(people: tuple[User, list[User]], at: datetime) -> None:
    mina, (_zoe, jonas, ana) = people
    want(mina, at=at)
    kept_call(mina, person(ana), person(jonas), at=at)

    mail = written(mina)

    assert mail is not None
    assert mail.subject == "Tomorrow: you and Jonas Jahn are both in #marketing"
    assert first_named(mail.text.partition("tomorrow.")[2], [ana, jonas]) == ["Jonas", "Ana"]


def test_many_people_on_one_call_leave_room_for_what_is_said_of_the_next(people: tuple[User, list[User]]) -> None:
    mina, (_zoe, jonas, ana) = people
    circle = ana.memberships.get().circle
    many = [join(circle, make_user(f"Bo {number}")).user for number in range(TOLD + 1)]
    now = timezone.now()
    kept_call(mina, *map(person, many), at=now, title="A crowd", ends_at=call(at=now).ends_at)
    kept_call(mina, person(jonas), at=now, key="call-2", title="A talk")

    told = today(mina, at=now, digest=1).calls

    assert [(one.meeting.title, "#yankees" in one.first.lead) for one in told] == [("A crowd", False), ("A talk", True)]
    assert Meeting.objects.count() == 2


def test_what_is_said_of_two_is_said_once(people: tuple[User, list[User]]) -> None:
    mina, (zoe, _jonas, _ana) = people
    circle = zoe.memberships.get().circle
    others = [join(circle, make_user()).user for _ in range(9)]
    for user in (mina, zoe, *others):
        for topic in ("#chess", "#bees"):
            add_trait(user, "interest", topic)
    connection = Connection.objects.get()
    connection.origin = Connection.Origin.ACQUAINTANCE
    connection.save(update_fields=["origin"])

    text = pages.page(signed_in(mina), pages.kept(mina, person(zoe)))

    lead = text[text.index("You and Zoe") :].partition(".")[0]
    assert ("#chess" in lead, "#bees" in lead) == (True, True)
    assert lead.count("others here") == 1
    assert text.count("know each other already") == 1
