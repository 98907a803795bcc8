"""Which of the meetings that are kept are none any more, by what was read now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.crypto import salted_hmac

from apps.meetings.models import Meeting
from apps.meetings.reading.events import Event, Series


def event_key(known_by: str) -> str:
    """Addresses stand in what calendars know a meeting by."""
    return salted_hmac("meetings.key", known_by, algorithm="sha256").hexdigest()


def key_of(event: Event) -> str:
    """With whoever organizes it: who guesses or copies the UID of another's meeting neither changes nor cancels it."""
    return event_key(f"{event.organizer}\n{event.key}")


def series_of(said: Event | Series) -> str:
    known_by = f"{said.organizer}\n{said.uid}"
    return salted_hmac("meetings.series", known_by, algorithm="sha256").hexdigest() if said.uid else ""


@dataclass(frozen=True, slots=True)
class Read:
    """By keys and series as they are kept."""

    events: Mapping[str, Event] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()  # keys of those on which nobody is shown
    series: Mapping[str, Series] = field(default_factory=dict)

    def is_old(self, row: Meeting) -> bool:
        """What was read of it had been said before what is kept."""
        return row.key in self.events and self.events[row.key].version < row.version

    def is_over(self, row: Meeting, at: datetime) -> bool:
        if event := self.events.get(row.key):
            return (event.cancelled or row.key in self.empty) and not self.is_old(row)
        said = self.series.get(row.series)
        # What has been is nobody's news, and calendars drop it.
        return said is not None and said.version >= row.version and row.ends_at > at

    def is_cancelled(self, row: Meeting) -> bool:
        said = self.events.get(row.key) or self.series.get(row.series)
        return said is not None and said.cancelled
