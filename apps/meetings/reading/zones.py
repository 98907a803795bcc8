"""Which time zone is meant by a name in a calendar: the one everybody has, one of Outlook's, one behind somebody's
prefix, or one that the calendar itself describes."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from apps.meetings.reading.lines import Component
from apps.meetings.reading.observed import observed

_MOST = 200  # of one file
_LONGEST = 100  # characters
_UTC = frozenset(("utc", "gmt", "z", "etc/utc", "tzone://microsoft/utc", "coordinated universal time"))
# "(UTC+01:00) Amsterdam, Berlin": what Outlook shows, written where the name belongs.
_SHOWN = re.compile(r"\((?:UTC|GMT)(?:[+-]\d\d:?\d\d)?\) ?(.*)", re.IGNORECASE)
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


class Zones:
    """The zones of one file, looked up once each."""

    def __init__(self, described: Iterable[Component], *, at: datetime) -> None:
        self._described = {component.value("TZID").strip('"'): component for component in described}
        self._at = at
        self._known = dict[str, tzinfo | None]()

    def find(self, name: str) -> tzinfo | None:
        """None where nobody knows it."""
        name = name.strip().strip('"')
        if name not in self._known and len(self._known) < _MOST:
            self._known[name] = self._find(name)
        return self._known.get(name)

    def _find(self, name: str) -> tzinfo | None:
        found = named(name)
        described = self._described.get(name)
        if found or not described:
            return found
        return named(described.value("X-LIC-LOCATION")) or observed(described, at=self._at)


def named(name: str) -> tzinfo | None:
    """By its name alone."""
    if not name or len(name) > _LONGEST:
        return None
    if name.casefold() in _UTC:
        return UTC
    return next((zone for candidate in _candidates(name) if (zone := _zone(candidate))), None)


def _candidates(name: str) -> Iterator[str]:
    yield name
    if shown := _SHOWN.fullmatch(name):
        yield f"{shown[1].partition(' Time (')[0]} Standard Time"  # (UTC-05:00) Eastern Time (US & Canada)
        yield from (zone for city in shown[1].split(",") if (zone := _by_city().get(city.strip().replace(" ", "_"))))
    # "/mozilla.org/20070129_1/Europe/Berlin", "/freeassociation.sourceforge.net/America/New_York"
    parts = name.strip("/").split("/")
    yield from ("/".join(parts[place:]) for place in range(1, len(parts) - 1))


@cache
def _by_city() -> dict[str, str]:
    return {zone.rpartition("/")[2]: zone for zone in sorted(available_timezones()) if "/" in zone}


def _zone(name: str) -> tzinfo | None:
    name = _WINDOWS.get(name.casefold(), name)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None
