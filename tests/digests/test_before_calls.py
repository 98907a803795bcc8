"""Whom one knows on the calls that come before the next digest; on the home page, within a week."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.digests.composing import today
from apps.digests.mails import PURPOSE, compose_digest, compose_digests
from apps.digests.models import Cadence, DigestSchedule
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.meetings.models import Meeting
from apps.meetings.reading.events import Person
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.profile import pause
from tests.digests.full_digest import plain
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import signed_in
from tests.meetings import test_keeping
from tests.meetings.scenes import kept_call, person

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HOME = reverse("home")


@pytest.fixture
def ada(db: None) -> User:
    return make_user("Ada Reads")


@pytest.fixture
def justin(ada: User) -> User:
    justin = make_user("Justin Lee")
    make_circle("marketing", members=[ada, justin])
    return justin


def bring(user: User, *people: User | Person, at: datetime, after: timedelta = DAY, title: str = "Call") -> Meeting:
    named = [one if isinstance(one, Person) else person(one) for one in people]
    starts = at + after
    return kept_call(user, *named, at=at, key=f"{title} {after}", title=title, starts_at=starts, ends_at=starts + HOUR)


def digest(user: User, at: datetime) -> Composed | None:
    OutboxMail.objects.filter(purpose=PURPOSE, user=user).delete()
    mail = OutboxMail.objects.create(purpose=PURPOSE, key=f"{user.pk}", user=user, address=user.email, due_at=at)
    return compose_digest(mail, at)


def test_a_call_alone_brings_a_digest(ada: User, justin: User, at: datetime) -> None:
    assert digest(ada, at) is None

    meeting = bring(ada, justin, at=at, title="Budget")

    mail = digest(ada, at)
    assert mail is not None
    assert mail.subject == "Before your call on Thursday, March 5: you know Justin Lee"
    told = "Budget\nThursday, March 5, noon: Justin Lee. You and Justin are both in #marketing.\n"
    assert told in mail.text
    assert f"/meetings/{meeting.slug}/" in mail.html


@pytest.mark.parametrize(
    ("cadence", "days", "is_told"),
    [
        (Cadence.WEEKLY, 7, True),
        (Cadence.WEEKLY, 8, False),
        (Cadence.FORTNIGHTLY, 14, True),
        (Cadence.FORTNIGHTLY, 15, False),
        (Cadence.MONTHLY, 31, True),
        (Cadence.MONTHLY, 32, False),
    ],
)
def test_those_are_told_that_come_before_the_next_digest(
    cadence: Cadence, days: int, is_told: bool, ada: User, justin: User, at: datetime
) -> None:
    DigestSchedule.objects.create(user=ada, cadence=cadence, next_at=at + DAY)

    bring(ada, justin, at=at, after=days * DAY - HOUR)

    assert (digest(ada, at) is not None) == is_told


def test_where_the_next_digest_comes_later_than_usual_the_calls_until_then_are_told(
    ada: User, justin: User, at: datetime
) -> None:
    DigestSchedule.objects.create(user=ada, next_at=at + 12 * DAY)

    bring(ada, justin, at=at, after=11 * DAY)
    assert digest(ada, at) is not None
    Meeting.objects.all().delete()
    bring(ada, justin, at=at, after=13 * DAY)
    assert digest(ada, at) is None


def test_what_is_over_is_not_told_and_what_goes_on_is(ada: User, justin: User, at: datetime) -> None:
    bring(ada, justin, at=at, after=-2 * HOUR, title="Over")
    bring(ada, justin, at=at, after=-HOUR / 2, title="Going on")

    mail = digest(ada, at)

    assert mail is not None
    assert ("Over" in mail.text, "Going on" in mail.text) == (False, True)


def test_a_maybe_brings_none_and_is_not_told(ada: User, justin: User, at: datetime) -> None:
    bring(ada, Person("Justin Lee", ""), at=at)

    assert digest(ada, at) is None


def test_no_more_than_five_are_told_and_of_many_people_some_are_named(ada: User, justin: User, at: datetime) -> None:
    circle = justin.memberships.get().circle
    others = [join(circle, make_user(f"Zoe {number}")).user for number in range(4)]
    for number in range(7):
        bring(ada, justin, *others, at=at, after=DAY + number * HOUR, title=f"Call {number}")

    calls = today(ada, at=at, digest=1).calls

    assert [call.meeting.title for call in calls] == [f"Call {number}" for number in range(5)]
    assert {call.names for call in calls} == {"Justin Lee, Zoe 0 and others"}


Change = Callable[[User, User], object]


@pytest.mark.parametrize(
    "change",
    [
        test_keeping.hide,
        test_keeping.pause,
        test_keeping.leave,
        lambda ada, justin: block(justin, ada, at=timezone.now()),
        lambda ada, justin: pause(justin, at=timezone.now()),
    ],
)
def test_of_whoever_is_not_shown_any_more_nothing_is_told(
    change: Change, ada: User, justin: User, at: datetime
) -> None:
    now = timezone.now()
    bring(ada, justin, at=now)
    assert digest(ada, now) is not None
    client = signed_in(ada)
    assert "Before your calls" in client.get(HOME).text

    change(ada, justin)

    assert digest(ada, now) is None
    page = client.get(HOME).text
    assert [word for word in ("Before your calls", "Justin", "on a call") if word in page] == []


def queries_of_home(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(HOME)
    return len(asked)


def test_the_home_page_asks_as_much_whether_one_is_hidden_or_never_was(ada: User, justin: User) -> None:
    client = signed_in(ada)
    client.get(HOME)
    before = queries_of_home(client)
    bring(ada, justin, at=timezone.now())
    shown = queries_of_home(client)
    test_keeping.hide(ada, justin)

    assert queries_of_home(client) == before
    # The control: where somebody is shown there is more to ask, of them.
    assert shown > before


def test_home_names_those_of_a_week(ada: User, justin: User) -> None:
    now = timezone.now()
    bring(ada, justin, at=now, after=7 * DAY - HOUR, title="Within")
    bring(ada, justin, at=now, after=7 * DAY + HOUR, title="Beyond")

    page = signed_in(ada).get(HOME).text

    assert ("Within" in page, "Beyond" in page) == (True, False)
    assert "You know somebody on a call of the next days." in page
    assert "All quiet." not in page
    assert "Within" not in signed_in(justin).get(HOME).text


@pytest.mark.parametrize("others", [1, 20])
def test_of_many_readers_those_without_calls_cost_nothing_more(
    others: int, ada: User, justin: User, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    circle = justin.memberships.get().circle
    many = [join(circle, make_user()).user for _ in range(others)]
    bring(ada, justin, at=at)
    alone = plain((digest(ada, at) or Composed("", "")).text)
    OutboxMail.objects.all().delete()
    mails = [
        OutboxMail.objects.create(purpose=PURPOSE, key=str(user.pk), user=user, address=user.email, due_at=at)
        for user in (ada, *many)
    ]

    with django_assert_num_queries(20):
        found = compose_digests(mails, at)

    told = found[mails[0].pk]
    assert told is not None
    assert plain(told.text) == alone
    assert [one for one in list(found.values())[1:] if one] == []


def test_home_leads_to_the_meetings_with_calls_and_without(ada: User, justin: User) -> None:
    client, here, coming = signed_in(ada), timezone.now(), f'href="{reverse("meetings:coming")}"'
    line = "A call with somebody whose name sounds familiar?"
    without = client.get(HOME).text
    assert (line in without, coming in without, "All your next meetings" in without) == (True, True, False)

    bring(ada, justin, at=here)

    told = client.get(HOME).text
    assert (line in told, coming in told, "All your next meetings" in told) == (False, True, True)
    assert line not in signed_in(make_user("Vera Alone")).get(HOME).text
