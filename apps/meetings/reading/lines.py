"""An .ics cut into what is read of it. It is done by hand, and everything else sees only what is left: of a large
calendar that is little, and what is nested or folded on purpose comes no further. Each letter is looked at a fixed
number of times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.meetings.reading.events import Unreadable, Why

LINES = 200_000
_EVENT = frozenset(
    [
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SEQUENCE",
        "DTSTAMP",
        "LAST-MODIFIED",
        "SUMMARY",
        "STATUS",
        "ORGANIZER",
        "ATTENDEE",
        "X-MICROSOFT-CDO-ALLDAYEVENT",
    ]
)
_ZONE = frozenset(["TZID", "X-LIC-LOCATION"])
_TURN = frozenset(["DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"])
_WANTED = {"VEVENT": _EVENT, "VTIMEZONE": _ZONE, "STANDARD": _TURN, "DAYLIGHT": _TURN}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
# What was matched is not given back (each second plus), so nothing is tried twice.
_PARAMETER = re.compile(r';\s*+([A-Za-z0-9-]++)\s*+=((?:"[^"]*+"|[^";:]++|:(?=//))*+)')
_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"B\0": "utf-16-le", b"\0B": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Line:
    """`NAME;PARAMETER=…:value`, of which the parameters are read when they are asked for."""

    rest: str  # what stands behind the name

    @property
    def parameters(self) -> dict[str, str]:
        """By their names in capitals, without the quotes around them."""
        return {found[1].upper(): found[2].strip().strip('"') for found in self._found()}

    @property
    def value(self) -> str:
        ends = 0
        for found in self._found():
            ends = found.end()
        return self.rest[ends:].partition(":")[2].strip()

    def _found(self) -> Iterator[re.Match[str]]:
        at = 0
        while found := _PARAMETER.match(self.rest, at):
            yield found
            at = found.end()


@dataclass(slots=True)
class Component:
    kind: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    within: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        return next(iter(self.lines.get(name, ())), None)

    def value(self, name: str) -> str:
        line = self.first(name)
        return line.value if line else ""


@dataclass(slots=True)
class Sheet:
    """One file. Several calendars in it are read as one."""

    method: str = ""
    events: list[Component] = field(default_factory=list)
    zones: list[Component] = field(default_factory=list)


def cut(raw: bytes) -> Sheet:
    """Raises Unreadable where no calendar begins."""
    sheet, cutting = Sheet(), _Cutting()
    begun = False
    for text in unfolded(raw):
        if not (found := _NAME.match(text)):
            continue
        name, rest = found[0].upper(), text[found.end() :]
        if name in ("BEGIN", "END"):
            kind = rest.lstrip(":").strip().upper()
            begun = begun or kind == "VCALENDAR"
            (cutting.begin if name == "BEGIN" else cutting.end)(kind, sheet)
        elif cutting.takes(name):
            cutting.open[-1].lines.setdefault(name, []).append(Line(rest))
        elif name == "METHOD" and not cutting.open and not sheet.method:
            sheet.method = Line(rest).value.upper()[:20]
    if not begun:
        raise Unreadable(Why.NOT_A_CALENDAR)
    return sheet


@dataclass(slots=True)
class _Cutting:
    """Where in the file we are. What is not finished where its like begins was broken off, and is dropped."""

    open: list[Component] = field(default_factory=list)
    beside: int = 0  # how deep we are in what nobody reads

    def begin(self, kind: str, sheet: Sheet) -> None:
        if kind in ("VEVENT", "VTIMEZONE", "VCALENDAR"):
            self.open = [] if kind == "VCALENDAR" else [Component(kind)]
            self.beside = 0
        elif self.open and not self.beside and kind in ("STANDARD", "DAYLIGHT") and self.open[-1].kind == "VTIMEZONE":
            self.open.append(Component(kind))
        elif self.open:
            self.beside += 1

    def end(self, kind: str, sheet: Sheet) -> None:
        if kind in ("VEVENT", "VTIMEZONE") and self.open and self.open[0].kind == kind:
            (sheet.events if kind == "VEVENT" else sheet.zones).append(self.open[0])
            self.open, self.beside = [], 0
        elif kind == "VCALENDAR":
            self.open, self.beside = [], 0
        elif self.beside:
            self.beside -= 1
        elif len(self.open) == 2 and self.open[1].kind == kind:
            self.open[0].within.append(self.open.pop())

    def takes(self, name: str) -> bool:
        return bool(self.open) and not self.beside and name in _WANTED[self.open[-1].kind]


def unfolded(raw: bytes) -> list[str]:
    """Its lines. Lines are folded between bytes, so that is undone before they are letters."""
    if code := _BOMS.get(raw[:2]):
        raw = raw.decode(code, "replace").encode()
    raw = raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    raw = raw.replace(b"\n ", b"").replace(b"\n\t", b"")
    if raw.count(b"\n") > LINES:
        raise Unreadable(Why.TOO_MANY)
    return decoded(raw).replace("\0", "").removeprefix("\ufeff").split("\n")


def decoded(raw: bytes) -> str:
    """What is no UTF-8 comes from an old Outlook."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
