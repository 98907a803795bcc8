"""Calendars that are written to cost much. Small ones are files of `bomb_files`; here are those that are large."""

import gzip
from collections.abc import Callable, Iterable
from pathlib import Path

FILES = {path.stem: path for path in sorted((Path(__file__).parent / "bomb_files").glob("*.ics"))}
START = "DTSTART:20261201T090000Z"
MOST = 1024 * 1024


def calendar(*parts: str) -> bytes:
    return "\n".join(("BEGIN:VCALENDAR", *parts, "END:VCALENDAR", "")).encode()


def event(*lines: str, uid: object = "bomb") -> str:
    return "\n".join(("BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"))


def one(*lines: str) -> bytes:
    return calendar(event(*lines))


def numbers(most: int, pattern: str, *, step: int = 1) -> Iterable[str]:
    return (pattern.format(number) for number in range(0, most, step))


def times(most: int) -> Iterable[str]:
    """Of one day."""
    return (f"20261202T{number // 3600:02}{number // 60 % 60:02}{number % 60:02}Z" for number in range(most))


def zone(turns: int, name: str = "X") -> str:
    turn = "BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    rule = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD"
    return "\n".join(("BEGIN:VTIMEZONE", f"TZID:{name}", *[turn + rule] * turns, "END:VTIMEZONE"))


def folded(line: str) -> str:
    return "\n ".join(line)


DENSE = f"BYHOUR={','.join(numbers(24, '{}'))};BYMINUTE={','.join(numbers(60, '{}'))}"
LARGE: dict[str, Callable[[], bytes]] = {
    "a hundred Februaries 30": lambda: calendar(
        *(event(START, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid=uid) for uid in range(100))
    ),
    "every list full": lambda: one(START, f"RRULE:FREQ=YEARLY;{DENSE};BYSECOND={','.join(numbers(60, '{}'))}"),
    "every second by lists": lambda: one(START, f"RRULE:FREQ=DAILY;{DENSE}"),
    "every position of every day": lambda: one(
        "DTSTART:19000101T090000Z",
        "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3,4,5,6,7,8;BYSETPOS=" + ",".join(numbers(367, "{}")),
    ),
    "a list of 10⁵ numbers": lambda: one(START, f"RRULE:FREQ=DAILY;BYMONTHDAY={','.join(numbers(100_000, '{}'))}"),
    "10⁴ rules": lambda: one(START, *["RRULE:FREQ=DAILY;COUNT=2"] * 10_000),
    "10⁴ weekly series": lambda: calendar(*(event(START, "RRULE:FREQ=WEEKLY", uid=uid) for uid in range(10_000))),
    "10³ daily series since 1970": lambda: calendar(
        *(event("DTSTART:19700101T090000Z", "RRULE:FREQ=DAILY;BYHOUR=9,10", uid=uid) for uid in range(1000))
    ),
    "10⁴ events at once": lambda: calendar(*(event(START, uid=uid) for uid in range(10_000))),
    "10⁴ times the same event": lambda: calendar(*(event(START, f"SUMMARY:{one}") for one in range(10_000))),
    "10⁵ attendees": lambda: one(START, *numbers(100_000, "ATTENDEE:mailto:{}@example.org")),
    "as many attendees as fit": lambda: one(START, *numbers(25_000, "ATTENDEE:mailto:{}@example.org")),
    "as many who declined as fit": lambda: one(START, *numbers(20_000, "ATTENDEE;PARTSTAT=DECLINED:mailto:{}@b.co")),
    "10⁵ dates": lambda: one(START, f"RDATE:{','.join(times(60_000))}"),
    "10⁵ dates, one a line": lambda: one(START, *(f"RDATE:{when}" for when in times(40_000))),
    "10⁵ dates of other years": lambda: one(START, f"RDATE;VALUE=DATE:{','.join(numbers(100_000, '{:04}0101'))}"),
    "10⁵ exceptions": lambda: one(START, "RRULE:FREQ=DAILY", f"EXDATE:{','.join(times(60_000))}"),
    "10⁴ periods of ages": lambda: one(START, f"RDATE;VALUE=PERIOD:{','.join(f'{one}/P9999W' for one in times(900))}"),
    "10⁴ instances of one series": lambda: calendar(
        event(START, "RRULE:FREQ=DAILY"), *(event(START, f"RECURRENCE-ID:{when}") for when in times(9000))
    ),
    "10⁴ instances that all go on": lambda: calendar(
        event(START, "RRULE:FREQ=DAILY"),
        *(event(START, f"RECURRENCE-ID;RANGE=THISANDFUTURE:{when}") for when in times(7500)),
    ),
    "400 instances that all go on": lambda: calendar(
        event(START, "RRULE:FREQ=DAILY"),
        *(event(START, f"RECURRENCE-ID;RANGE=THISANDFUTURE:{when}") for when in times(400)),
    ),
    "10⁵ nested events": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 75_000,
    "10⁵ nested alarms": lambda: b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"BEGIN:VALARM\n" * 75_000,
    "10⁵ nested calendars": lambda: b"BEGIN:VCALENDAR\n" * 55_000 + b"END:VCALENDAR\n" * 8000,
    "10⁵ nested zones": lambda: b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\n" + b"BEGIN:STANDARD\n" * 65_000,
    "a zone of a thousand rules": lambda: calendar(zone(1000), event("DTSTART;TZID=X:20261201T090000")),
    "thousands of zones": lambda: calendar(
        *(zone(1, f"X{uid}") + "\n" + event(f"DTSTART;TZID=X{uid}:20261201T090000", uid=uid) for uid in range(3500))
    ),
    "thousands of zones that nobody knows": lambda: calendar(
        *(event(f"DTSTART;TZID=/a/b/c/d/e/f/g/{uid}:20261201T090000", uid=uid) for uid in range(9000))
    ),
    "zones by cities": lambda: calendar(
        *(event(f'DTSTART;TZID="(UTC) {uid}, b, c, d":20261201T090000', uid=uid) for uid in range(9000))
    ),
    "folded at every letter": lambda: one(START, folded(f"SUMMARY:{'a' * 300_000}")),
    "folded without end": lambda: b"BEGIN:VCALENDAR\n" + b"\n " * 520_000,
    "a title of a million letters": lambda: one(START, f"SUMMARY:{'a' * 1_000_000}"),
    "a title of escapes": lambda: one(START, "SUMMARY:" + "\\" * 1_000_000),
    "a name of 10⁶ letters": lambda: one(START, f"{'A' * 1_000_000}:x"),
    "a parameter of 10⁶ quotes": lambda: one(START, f"ATTENDEE;CN={chr(34) * 1_000_000}:mailto:a@b.co"),
    "10⁵ parameters": lambda: one(START, f"ATTENDEE{';A=b' * 250_000}:mailto:a@b.co"),
    "10⁵ beginnings of parameters": lambda: one(START, f"ATTENDEE{';A=' * 300_000}"),
    "quotes that do not end": lambda: one(START, f"ATTENDEE{';A=' + chr(34)}{';B=x' * 240_000}"),
    "an address of 10⁶ letters": lambda: one(START, f"ATTENDEE:mailto:{'a' * 500_000}@{'b.' * 250_000}"),
    "10⁶ signs of addresses": lambda: one(START, f"ATTENDEE:mailto:{'@' * 1_000_000}"),
    "spaces before a colon": lambda: one(START, f"ATTENDEE;CN={' ' * 1_000_000}x:mailto:a@b.co"),
    "a time of 10⁶ digits": lambda: one(f"DTSTART:{'2' * 1_000_000}"),
    "a duration of 10⁶ digits": lambda: one(START, f"DURATION:P{'9' * 1_000_000}D"),
    "a rule of 10⁶ parts": lambda: one(START, f"RRULE:FREQ=DAILY{';A=B' * 250_000}"),
    "a UID of 10⁶ letters": lambda: calendar(event(START, uid="a" * 1_000_000)),
    "as many lines as letters": lambda: b"BEGIN:VCALENDAR\n" + b"\n" * 1_000_000,
    "as many lines as are read": lambda: b"BEGIN:VCALENDAR\n" + b"A:\n" * 199_990,
    "NULs": lambda: one(START, "SUMMARY:a\0b", "ATTENDEE;CN=\0:mailto:a\0@b.co").replace(b"V", b"V\0"),
    "nothing but NULs": lambda: b"\0" * 1_000_000,
    "bytes of no letters": lambda: one(START).replace(b"bomb", bytes(range(128, 256)) * 4000),
    "letters of other planes": lambda: one(START, "SUMMARY:" + "\U0001f4a3" * 250_000),
    "half a letter": lambda: one(START, "SUMMARY:x")[:-20] + b"\xf0\x9f\x92",
    "UTF-16": lambda: one(START, "SUMMARY:x" * 20_000).decode().encode("utf-16"),
    "UTF-16 with half a letter": lambda: one(START).decode().encode("utf-16") + b"\xd8",
    "UTF-16 with stray surrogates": lambda: b"\xff\xfe" + b"\x00\xd8" * 400_000,
    "UTF-7": lambda: b"+AEIARQBHAEkATgA6AFYAQwBBAEwARQBOAEQAQQBSAA-\n",
    "packed": lambda: gzip.compress(one(START) * 1000),
    "packed zeros": lambda: gzip.compress(b"\0" * 100_000_000),
    "too large": lambda: one(START, "SUMMARY:" + "a" * MOST),
}
BOMBS: dict[str, Callable[[], bytes]] = {name: path.read_bytes for name, path in FILES.items()} | LARGE
