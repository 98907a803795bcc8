"""What the mail of the evening before says: as things stand when it goes out, and only where there is somebody to tell
of."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.introductions.services.keeping_away import keep_away
from apps.mail.composers import Composed, compose
from apps.mail.links import sign
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.meetings.evening_mails import PURPOSE, STOP, STOP_AGE
from apps.meetings.models import Attendee, Evening, Meeting
from apps.meetings.reading.events import Person
from apps.meetings.services.answering import confirm, reject
from apps.meetings.services.evenings import run_due, stop, want
from apps.meetings.services.forgetting import forget_all
from apps.meetings.services.keeping import keep
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import ask_deletion
from apps.profiles.services.profile import pause, save_profile
from apps.profiles.services.suspending import suspend
from tests.digests.full_digest import plain
from tests.factories import add_trait, join, make_user
from tests.mail.tokens import signed_ago
from tests.meetings import test_keeping
from tests.meetings.evening import EVENING, queued, written
from tests.meetings.scenes import call, kept_call, person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STRANGER = Person("Vera Unseen", "vera@nowhere.example")


@pytest.fixture(autouse=True)
def _wanted(mina: User, at: datetime) -> None:
    want(mina, at=at)


@pytest.fixture
def call_tomorrow(mina: User, justin: User, circle: Circle, at: datetime) -> Meeting:
    """At noon."""
    return kept_call(mina, person(justin), STRANGER, at=at)


def test_it_comes_once_and_can_be_ended_with_one_click(mina: User, call_tomorrow: Meeting) -> None:
    run_due(at=EVENING)
    mail = OutboxMail.objects.get(purpose=PURPOSE)
    deliver(mail.pk, at=EVENING)
    mail.refresh_from_db()
    assert (mail.state, mail.subject) == ("kept", "Tomorrow: you and Justin Lee are both in #marketing")

    headers = (written(mina) or Composed("", "")).headers
    link = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<evening." in headers["List-Id"]
    client, path = Client(enforce_csrf_checks=True), re.sub(r"^https?://[^/]+", "", link)
    assert ("Stop the evening mails?" in client.get(path).text, Evening.objects.count()) == (True, 1)
    pages = [client.post(path, {"List-Unsubscribe": "One-Click"}) for _time in range(2)]
    assert [(page.status_code, "No more evening mails" in page.text) for page in pages] == [(200, True)] * 2
    assert Evening.objects.count() == 0


def test_forged_and_foreign_links_are_no_page_and_old_ones_say_so(mina: User) -> None:
    tokens = [sign("digest.unsubscribe", user=mina.pk), sign(STOP, user=0), "x",
              signed_ago(STOP_AGE + HOUR, STOP, user=mina.pk)]  # fmt: skip

    pages = [Client().post(reverse("meetings:stop_evenings", args=[token])) for token in tokens]

    assert [page.status_code for page in pages] == [404, 404, 404, 410]
    assert Evening.objects.count() == 1


Change = Callable[[User, User], object]
GONE: list[Change] = [
    test_keeping.hide,
    test_keeping.pause,
    test_keeping.leave,
    test_keeping.unprove,
    lambda mina, justin: block(justin, mina, at=EVENING),
    lambda mina, justin: block(mina, justin, at=EVENING),
    lambda mina, justin: pause(justin, at=EVENING),
    lambda mina, justin: ask_deletion(justin, at=EVENING),
    lambda mina, justin: suspend(justin, at=EVENING),
]


@pytest.mark.parametrize("change", GONE)
def test_what_happened_to_the_other_since_is_not_told_and_brings_no_mail(
    change: Change, mina: User, justin: User, call_tomorrow: Meeting
) -> None:
    """Queued before, composed after."""
    run_due(at=EVENING)
    before = written(mina)
    assert (before is not None, "Justin" in before.text if before else "") == (True, True)

    change(mina, justin)

    assert written(mina) is None


@pytest.mark.parametrize("change", GONE)
def test_beside_somebody_else_nothing_of_them_is_told(
    change: Change, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    """Neither by name nor by a gap: it is the mail of a call on which they never were."""
    tom = join(circle, make_user("Tom Oak")).user
    kept_call(mina, person(justin), person(tom), at=at)
    with_both = written(mina)

    change(mina, justin)
    without = written(mina)
    kept_call(mina, person(tom), at=at)

    assert with_both is not None
    assert without is not None
    assert "Justin" in with_both.text
    never = written(mina)
    assert never is not None
    assert plain(without.text) == plain(never.text)
    assert [word for word in ("Justin", justin.email) if word in f"{without.subject}{without.text}{without.html}"] == []


def test_what_is_hidden_since_is_not_a_reason(mina: User, justin: User, call_tomorrow: Meeting) -> None:
    facts = [add_trait(user, "interest", "#yankees") for user in (mina, justin)]
    told = written(mina)
    assert (told is not None, "you both like #yankees" in told.text if told else "") == (True, True)

    facts[1].visibility = "hidden"
    facts[1].save()

    again = written(mina)
    assert (again is not None, "yankees" in again.text if again else "") == (True, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda mina, at: stop(mina),
        lambda mina, at: ask_deletion(mina, at=at),
        lambda mina, at: suspend(mina, at=at),
        lambda mina, at: forget_all(mina),
    ],
)
def test_who_does_not_want_it_any_more_gets_none(
    change: Callable[[User, datetime], object], mina: User, call_tomorrow: Meeting
) -> None:
    assert written(mina) is not None

    change(mina, EVENING)

    assert written(mina) is None


def test_who_is_paused_has_calls_all_the_same(mina: User, call_tomorrow: Meeting) -> None:
    pause(mina, at=EVENING)

    assert written(mina) is not None


def test_a_maybe_brings_no_mail_until_it_is_said_to_be_them(mina: User, circle: Circle, at: datetime) -> None:
    kept_call(mina, Person("Justin Lee", ""), at=at)
    assert written(mina) is None

    confirm(Attendee.objects.get(), at=at)
    assert written(mina) is not None
    reject(Attendee.objects.get(), at=at)
    assert written(mina) is None


def test_a_cancelled_call_brings_none(mina: User, justin: User, call_tomorrow: Meeting, at: datetime) -> None:
    keep(mina, [call(person(justin), at=at, cancelled=True)], source=Meeting.Source.FILE, at=at)

    assert written(mina) is None


def test_never_with_somebody_says_no_more_of_it_than_the_page(mina: User, justin: User, call_tomorrow: Meeting) -> None:
    """It is sealed, and about being introduced: on a call they are all the same."""
    keep_away(justin, mina, at=EVENING)

    assert written(mina) is not None


@pytest.mark.parametrize(
    ("zone", "starts", "is_told"),
    [
        ("UTC", "2026-03-04T23:59", False),
        ("UTC", "2026-03-05T00:00", True),
        ("UTC", "2026-03-05T23:59", True),
        ("UTC", "2026-03-06T00:00", False),
        ("America/New_York", "2026-03-05T04:59", False),
        ("America/New_York", "2026-03-05T05:00", True),
        ("America/New_York", "2026-03-06T04:59", True),
        ("America/New_York", "2026-03-06T05:00", False),
    ],
)
def test_tomorrow_is_the_day_by_the_clock_of_the_reader(
    zone: str, starts: str, is_told: bool, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    save_profile(mina, {"time_zone": zone}, at=at)
    begins = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    kept_call(mina, person(justin), at=at, starts_at=begins, ends_at=begins + HOUR)

    mail = written(mina, at=datetime(2026, 3, 4, 18 if zone == "UTC" else 23, tzinfo=UTC))

    assert (mail is not None) == is_told


def test_times_are_the_readers(mina: User, call_tomorrow: Meeting, at: datetime) -> None:
    save_profile(mina, {"time_zone": "Asia/Kolkata"}, at=at)

    mail = written(mina)

    assert mail is not None
    assert "Thursday, March 5, 5:30 p.m." in mail.text


def test_one_that_waited_until_the_day_itself_says_so_and_later_is_nothing(mina: User, call_tomorrow: Meeting) -> None:
    late = written(mina, at=EVENING + 8 * HOUR)
    assert late is not None
    assert late.subject == "Today: you and Justin Lee are both in #marketing"
    # Noon is over by then.
    assert written(mina, at=EVENING + 20 * HOUR) is None
    assert written(mina, at=EVENING + 90 * HOUR) is None


def test_it_takes_a_fixed_number_of_queries_where_nobody_is_shown(
    mina: User, justin: User, circle: Circle, at: datetime, django_assert_num_queries: "Callable[[int], object]"
) -> None:
    """As many whether nothing was ever brought, or whoever is on it hid."""
    mail = queued(mina)
    with django_assert_num_queries(2):  # type: ignore[attr-defined]  # a context
        assert compose(mail, at=EVENING) is None
    kept_call(mina, person(justin), at=at)
    test_keeping.hide(mina, justin)

    with django_assert_num_queries(2):  # type: ignore[attr-defined]  # a context
        assert compose(mail, at=EVENING) is None
