"""What was read of a calendar, as lines that a person can check against the calendar."""

from datetime import datetime
from pathlib import Path

from apps.meetings.reading.events import Event, Found

CALENDARS = sorted((Path(__file__).parent / "calendars").glob("*.ics"))


def told(found: Found) -> str:
    head = f"{found.method or 'no method'}{', cut' if found.cut else ''}"
    return "\n".join([head, *map(_event, found.events), ""])


def _event(event: Event) -> str:
    assert event.starts_at.tzname() == event.ends_at.tzname() == "UTC"
    begins, ends = (f"{when:%Y-%m-%d %H:%M:%S}" for when in (event.starts_at, event.ends_at))
    how = f"{' all day' if event.all_day else ''}{' CANCELLED' if event.cancelled else ''}"
    people = "".join(f"\n  {person.name} <{person.address}>" for person in event.people)
    return f"{begins} to {ends}{how} | {event.key} | {event.title}{people}"


def expected(path: Path) -> tuple[datetime, str, str]:
    """When it is read, in which zone, and what is found."""
    head, _, rest = path.with_suffix(".txt").read_text(encoding="utf-8").partition("\n")
    _, at, _, zone = head.split(" ")
    return datetime.fromisoformat(at), zone, rest
