"""A digest that has nothing to say does not come, and the home page says so once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.digests.mails import compose_digest
from apps.digests.models import DigestSchedule
from apps.digests.services.running import run_due
from apps.digests.services.schedules import choose_schedule, stop
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.profiles.services.profile import pause
from tests.digests.test_once import row
from tests.factories import make_circle, make_user, make_word

pytestmark = pytest.mark.django_db
HOME = reverse("home")
FRIDAY = datetime(2026, 3, 6, 14, tzinfo=UTC)
SAID = "Your digest of Friday, March 6, had nothing to say, so none came."


@pytest.fixture
def una(at: datetime) -> User:
    """In a circle where nothing happens, and due on Friday at nine in New York."""
    una = make_user("Una", time_zone="America/New_York")
    make_circle("quiet", members=[una])
    choose_schedule(una, cadence="weekly", weekday=4, hour=9, at=at)
    return una


@pytest.fixture
def client(una: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: FRIDAY + timedelta(days=1))
    client = Client()
    client.force_login(una)
    return client


def run(at: datetime = FRIDAY) -> list[str]:
    run_due(at=at)
    rows = OutboxMail.objects.filter(due_at=at).order_by("pk")
    for mail in rows:
        deliver(mail.pk, at=at)
    return [mail.state for mail in rows.all()]


def said(client: Client) -> bool:
    return SAID in " ".join(client.get(HOME).text.split())


def test_it_is_said_once(client: Client) -> None:
    assert not said(client)

    assert run() == ["dropped"]

    assert [said(client), said(client)] == [True, False]


def test_it_is_the_day_by_the_clock_of_the_person(client: Client, una: User) -> None:
    """Already Saturday where the server is."""
    choose_schedule(una, cadence="weekly", weekday=4, hour=22, at=FRIDAY)

    run(datetime(2026, 3, 7, 3, tzinfo=UTC))

    assert said(client)


def test_nothing_is_said_of_one_that_came(circle: Circle, mina: User, at: datetime) -> None:
    choose_schedule(mina, cadence="weekly", weekday=4, hour=9, at=at)

    assert run() == ["kept"]

    assert DigestSchedule.objects.get(user=mina).quiet_on is None


def test_one_that_had_something_to_say_in_the_end_was_not_quiet(at: datetime) -> None:
    """Written together with others and let go, since our server was away; written again when there was something."""
    nina, carol = make_user("Nina North"), make_user("Carol Curator")
    circle = make_circle("choir", curator=carol, members=[nina])
    schedule = DigestSchedule.objects.create(user=nina, next_at=at + timedelta(days=7))
    mail = row(nina, at)
    assert compose_digest(mail, at) is None
    schedule.refresh_from_db()
    assert schedule.quiet_on == at.date()
    make_word(circle, by=carol, at=at)

    assert compose_digest(mail, at + timedelta(hours=2)) is not None

    schedule.refresh_from_db()
    assert schedule.quiet_on is None


def test_only_the_last_one_is_told_of(client: Client, una: User) -> None:
    run()
    run(FRIDAY + timedelta(days=6, hours=23))  # nine o'clock: the clocks there have gone forward

    page = " ".join(client.get(HOME).text.split())

    assert ["of Friday, March 13, had" in page, SAID in page] == [True, False]


def test_whoever_is_paused_or_wants_none_is_told_of_nothing(client: Client, una: User, at: datetime) -> None:
    run_due(at=FRIDAY)
    mail = OutboxMail.objects.get()
    pause(una, at=FRIDAY)
    deliver(mail.pk, at=FRIDAY)

    assert not said(client)


def test_whoever_stopped_is_told_of_nothing(client: Client, una: User) -> None:
    run()

    stop(una)

    assert not said(client)


def test_a_preview_is_not_told_and_tells_nothing(client: Client) -> None:
    run()

    page = client.get(reverse("digests:preview")).text

    assert ("had nothing to say" in page, said(client)) == (False, True)
