"""What staff did, from this room's log and from that of Django's admin, the latest first."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from apps.profiles.models import User
from apps.staff.models import AuditEntry

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    by: User | None
    deed: str
    about: User | None
    words: str


def lines(reader: User, *, before: datetime | None = None) -> tuple[list[Line], datetime | None]:
    """One page, and the moment before which the next one goes on."""
    readable = AuditEntry.objects.readable_by(reader)
    entries = readable.filter(Q(at__lt=before) if before else Q()).select_related("by", "about")
    logged = LogEntry.objects.filter(Q(action_time__lt=before) if before else Q()).select_related("user")
    found = [_noted(entry) for entry in entries.order_by("-at", "-pk")[: SHOWN + 1]]
    found += _of_admin(list(logged.order_by("-action_time", "-pk")[: SHOWN + 1]))
    found.sort(key=lambda line: line.at, reverse=True)
    return found[:SHOWN], found[SHOWN - 1].at if len(found) > SHOWN else None


def _noted(entry: AuditEntry) -> Line:
    return Line(entry.at, entry.by, str(entry.get_deed_display()), entry.about, entry.words)


def _of_admin(entries: list[LogEntry]) -> list[Line]:
    """The admin holds accounts only."""
    people = User.objects.in_bulk({_id(entry) for entry in entries})
    return [
        Line(e.action_time, e.user, str(e.get_action_flag_display()), people.get(_id(e)), e.get_change_message())
        for e in entries
    ]


def _id(entry: LogEntry) -> int:
    written = entry.object_id or ""
    return int(written) if written.isdecimal() else 0
