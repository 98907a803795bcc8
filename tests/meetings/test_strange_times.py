"""Calendars whose times nobody's calendar has: they are read or left out, and the pages stay readable."""

import logging
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.meetings.models import Meeting
from apps.meetings.services import keeping
from apps.meetings.services.bringing import bring_calendar
from apps.profiles.models import Profile, User
from apps.profiles.services.profile import save_profile
from tests.introductions.scenes import signed_in
from tests.meetings.pages import page
from tests.meetings.scenes import calendar, ics, kept_call, person, upload

pytestmark = pytest.mark.django_db
COMING = reverse("meetings:coming")


@pytest.fixture
def client(mina: User) -> Client:
    return signed_in(mina)


def lives_in(user: User, zone: str) -> None:
    Profile.objects.filter(user=user).update(time_zone=zone)
    user.profile.refresh_from_db()


def test_a_meeting_within_the_hour_that_clocks_leave_out(mina: User, justin: User, circle: Circle) -> None:
    lives_in(mina, "America/New_York")
    raw = calendar("DTSTART:20270314T023000", "DTEND:20270314T031500", who=justin.email)

    bring_calendar(mina, raw, source=Meeting.Source.FILE, at=datetime(2027, 3, 10, tzinfo=UTC))

    kept = Meeting.objects.get()
    assert kept.starts_at == kept.ends_at == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("repeats", [[], ["RRULE:FREQ=DAILY;COUNT=2"]])
def test_an_invitation_leaves_out_an_hour_of_its_own(
    repeats: list[str], client: Client, justin: User, circle: Circle
) -> None:
    """Whoever writes one can do so on any day."""
    day = timezone.now() + timedelta(days=2)
    zone = [
        *("BEGIN:VTIMEZONE", "TZID:Nowhere", "BEGIN:DAYLIGHT", f"DTSTART:{day:%Y%m%d}T020000"),
        *("TZOFFSETFROM:-0500", "TZOFFSETTO:-0400", "END:DAYLIGHT", "END:VTIMEZONE"),
    ]
    times = f"DTSTART;TZID=Nowhere:{day:%Y%m%d}T013000", f"DTEND;TZID=Nowhere:{day:%Y%m%d}T021500"
    raw = calendar(*times, *repeats, before=zone, who=justin.email)

    assert client.post(COMING, {"file": upload(raw)}).status_code == 302

    assert {kept.starts_at is not None and kept.ends_at >= kept.starts_at for kept in Meeting.objects.all()} == {True}


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("repeats", [[], ["RRULE:FREQ=YEARLY"]])
def test_an_event_of_all_time_is_nobodys_call(
    zone: str, repeats: list[str], client: Client, mina: User, justin: User, circle: Circle
) -> None:
    lives_in(mina, zone)
    raw = calendar("DTSTART:00010101T000000Z", "DTEND:99991231T235959Z", *repeats, who=justin.email)

    client.post(COMING, {"file": upload(raw)})

    assert (client.get(COMING).status_code, client.get("/").status_code) == (200, 200)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(("days", "kept"), [(31, 1), (32, 0)])
def test_what_lasts_for_months_is_no_call(days: int, kept: int, mina: User, justin: User, circle: Circle) -> None:
    """It would never be over, and never be forgotten."""
    begins = timezone.now() - timedelta(days=3)
    times = f"DTSTART;VALUE=DATE:{begins:%Y%m%d}", f"DTEND;VALUE=DATE:{begins + timedelta(days=days):%Y%m%d}"

    bring_calendar(mina, calendar(*times, who=justin.email), source=Meeting.Source.FILE, at=timezone.now())

    assert Meeting.objects.count() == kept


@pytest.mark.parametrize("refuses", [IntegrityError, DataError])
def test_what_the_database_says_of_a_row_is_not_logged(
    refuses: type[Exception],
    client: Client,
    mina: User,
    justin: User,
    circle: Circle,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """PostgreSQL cites the row that it refuses, with its title."""

    def refused(*_: object) -> None:
        raise refuses("Failing row contains (1, Quarterly call)")

    monkeypatch.setattr(keeping, "_write", refused)
    caplog.set_level(logging.DEBUG)

    answer = client.post(COMING, {"file": upload(ics(person(justin), at=timezone.now()))})

    assert "could not be read just now" in answer.text
    assert not Meeting.objects.exists()
    assert refuses.__name__ in caplog.text
    assert "Failing row" not in caplog.text + answer.text


def test_what_lasts_all_day_stays_on_its_day_when_its_reader_moves(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    save_profile(mina, {"time_zone": "Europe/Berlin"}, at=timezone.now())
    mina.refresh_from_db()
    day, after = (timezone.now().date() + timedelta(days=days) for days in (5, 7))
    times = f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    bring_calendar(mina, calendar(*times, who=justin.email), source=Meeting.Source.FILE, at=timezone.now())
    said = f"{day:%A}, {day:%B} {day.day}"
    assert said in page(client, Meeting.objects.get())

    save_profile(mina, {"time_zone": "America/New_York"}, at=timezone.now())

    moved, zone = Meeting.objects.get(), ZoneInfo("America/New_York")
    assert said in page(client, moved)
    assert moved.starts_at == datetime.combine(day, time(), tzinfo=zone)
    assert moved.ends_at == datetime.combine(after, time(), tzinfo=zone)
    # A page that is read between, by whatever clock.
    lives_in(mina, "Asia/Tokyo")
    assert said in page(client, moved)


def test_a_call_at_an_hour_stays_at_its_moment_when_its_reader_moves(
    mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    before = kept_call(mina, person(justin), at=at).starts_at

    save_profile(mina, {"time_zone": "America/New_York"}, at=at)

    assert Meeting.objects.get().starts_at == before
