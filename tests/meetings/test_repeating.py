"""A series stands in one place: where its next date is."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.digests.composing import today
from apps.meetings.calls import calls_of
from apps.meetings.models import Meeting
from apps.meetings.services.keeping import keep
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.factories import join, make_user
from tests.introductions.scenes import signed_in
from tests.meetings.scenes import call, person

pytestmark = pytest.mark.django_db
COMING = reverse("meetings:coming")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def client(mina: User) -> Client:
    return signed_in(mina)


def daily(user: User, *people: User, days: range = range(38), title: str = "Stand-up", uid: str = "daily") -> None:
    """One each of these days from now."""
    now, named = timezone.now(), [person(one) for one in people]
    starts = [now + number * DAY + HOUR for number in days]
    events = [
        call(*named, at=now, key=f"{uid} {at}", title=title, uid=uid, starts_at=at, ends_at=at + HOUR) for at in starts
    ]
    keep(user, events, source=Meeting.Source.FILE, at=now)


def rows(page: str) -> list[str]:
    """Titles, in their order."""
    return re.findall(r'<p><a href="/meetings/[^"]+"><bdi>([^<]*)', page)


def test_a_daily_series_is_one_row_with_its_other_dates_in_it(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    daily(mina, justin)
    daily(mina, justin, days=range(3, 4), title="Retro", uid="once")

    page = client.get(COMING).text

    assert rows(page) == ["Stand-up", "Retro"]
    others = page[page.index("<details") : page.index("</details>")]
    assert "and again until " in others
    dates = Meeting.objects.filter(title="Stand-up").order_by("starts_at")
    assert re.findall(r'href="/meetings/([^/]+)/"', others) == [one.slug for one in dates[1:]]
    assert 'href="#bring"' in page


def test_what_was_renamed_or_has_somebody_else_on_it_stands_by_itself(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    tom = join(circle, make_user("Tom Oak")).user
    daily(mina, justin, days=range(3))
    daily(mina, justin, tom, days=range(3, 4))
    daily(mina, justin, days=range(4, 5), title="The last one")

    assert rows(client.get(COMING).text) == ["Stand-up", "Stand-up", "The last one"]
    # To whoever does not see him, there is nobody else.
    block(tom, mina, at=timezone.now())
    assert rows(client.get(COMING).text) == ["Stand-up", "The last one"]


def test_of_what_is_over_the_last_is_named(client: Client, mina: User, justin: User, circle: Circle) -> None:
    daily(mina, justin, days=range(-5, -1))

    page = client.get(COMING).text

    assert rows(page) == ["Stand-up"]
    assert "and before, since " in page
    last = Meeting.objects.order_by("starts_at").last()
    assert last is not None
    assert page.index(last.slug) < page.index("<details", page.index('id="lately"'))


def test_home_and_mails_tell_of_the_next_one_alone(mina: User, justin: User, circle: Circle) -> None:
    daily(mina, justin)
    daily(mina, justin, days=range(3, 4), title="Retro", uid="once")
    now = timezone.now()

    for digest in (None, 1):
        told = today(mina, at=now, digest=digest).calls
        assert [(one.meeting.title, one.meeting.starts_at < now + DAY) for one in told] == [  # type: ignore[operator]
            ("Stand-up", True),
            ("Retro", False),
        ]
    evening = calls_of(mina, since=now + DAY, before=now + 3 * DAY, at=now, most=12)
    assert [one.meeting.title for one in evening] == ["Stand-up"]


def test_two_series_of_one_title_are_two(client: Client, mina: User, justin: User, circle: Circle) -> None:
    daily(mina, justin, days=range(3))
    daily(mina, justin, days=range(3), uid="another")

    assert rows(client.get(COMING).text) == ["Stand-up", "Stand-up"]
