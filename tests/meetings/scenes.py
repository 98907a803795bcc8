"""Calls as a calendar tells of them, and people who may be on them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.meetings.models import Meeting
from apps.meetings.reading.events import Event, Person
from apps.meetings.services.keeping import keep
from apps.profiles.models import User

AN_HOUR = timedelta(hours=1)


def person(of: User) -> Person:
    """As an invitation names them that knows their address."""
    return Person(of.profile.name, of.email)


def call(*people: Person, at: datetime, key: str = "call-1", title: str = "Quarterly call", **fields: Any) -> Event:
    """Tomorrow at this hour."""
    starts = at + timedelta(days=1)
    times: dict[str, Any] = {"starts_at": starts, "ends_at": starts + AN_HOUR, "all_day": False, "cancelled": False}
    return Event(key=key, title=title, people=people, **(times | fields))


def kept_call(user: User, *people: Person, at: datetime, **fields: Any) -> Meeting:
    """The one meeting that is kept of it."""
    (meeting,) = keep(user, [call(*people, at=at, **fields)], source=Meeting.Source.FILE, at=at).meetings
    return meeting


def ics(*people: Person, at: datetime, title: str = "Quarterly call", uid: str = "call-1") -> bytes:
    """An invitation for tomorrow at this hour, as a file."""
    starts = at.astimezone(UTC) + timedelta(days=1)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tests//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{starts:%Y%m%dT%H%M%SZ}",
        f"DTEND:{starts + AN_HOUR:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{title}",
        *(f'ATTENDEE;CN="{one.name}":mailto:{one.address}' for one in people),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def calendar(*lines: str, who: str = "", uid: str = "a", method: str = "", before: Sequence[str] = ()) -> bytes:
    """With one event of these lines, and with one person on it."""
    head = ["BEGIN:VCALENDAR", *([f"METHOD:{method}"] if method else []), *before]
    event = ["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Call", *lines, *([f"ATTENDEE:mailto:{who}"] if who else [])]
    return "\r\n".join([*head, *event, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def upload(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("invite.ics", raw, "text/calendar")
