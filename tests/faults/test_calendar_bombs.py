"""Calendars that are written to cost much: each is answered, in bounded time and memory, and whoever asked goes on."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.meetings.reading.apart import Limits, read_apart, read_within
from apps.meetings.reading.events import Found, Unreadable, Why
from tests.faults.bombs import BOMBS, calendar, event

pytestmark = pytest.mark.faults
Recording = Callable[[str, object], None]
AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
SECONDS = 3.0  # of the processor: two for reading, and what Python takes to begin
MEGABYTES = 128
WHOLE = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261201T090000Z\nEND:VEVENT\nEND:VCALENDAR\n"
# A process whose only child is the reader says what that took.
MEASURED = """
import json, resource, sys
from datetime import datetime
from apps.meetings.reading.apart import Limits, read_within
from apps.meetings.reading.events import Unreadable
seconds, memory = map(int, sys.argv[1:])
at = datetime.fromisoformat("%s")
try:
    said = len(read_within(Limits(seconds, memory, 60), sys.stdin.buffer.read(), zone="UTC", at=at).events)
except Unreadable as unreadable:
    said = unreadable.why
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"said": said, "seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}))
""" % AT.isoformat()  # noqa: UP031


def processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(raw: bytes, *, seconds: int = 2, memory: int = MEGABYTES) -> dict[str, Any]:
    command = [sys.executable, "-c", MEASURED, str(seconds), str(memory * 1024 * 1024)]
    figures: dict[str, Any] = json.loads(subprocess.run(command, input=raw, capture_output=True, check=True).stdout)
    return figures


def is_within_limits(found: Found) -> bool:
    low, high = AT - timedelta(days=1), AT + timedelta(days=60)
    people = {person for event in found.events for person in event.people}
    return (
        len(found.events) <= 500
        and len(people) <= 2000
        and all(len(event.people) <= 200 for event in found.events)
        and all(event.starts_at < high and event.ends_at >= low for event in found.events)
        and all(len(event.title) <= 200 and len(event.key) <= 300 for event in found.events)
    )


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered(name: str, record_property: Recording) -> None:
    raw = BOMBS[name]()
    begin, used = time.monotonic(), processor()

    said = "read"
    try:
        assert is_within_limits(read_apart(raw, zone="Europe/Berlin", at=AT))
    except Unreadable as unreadable:
        said = unreadable.why.value

    used, seconds = processor() - used, time.monotonic() - begin
    record_property("bomb", {"name": name, "bytes": len(raw), "said": said, "processor": used, "seconds": seconds})
    assert said != Why.FAILED
    assert used < SECONDS
    assert seconds < Limits().patience + 5


def test_there_are_enough_bombs() -> None:
    assert len(BOMBS) >= 50


def test_after_a_bomb_calendars_are_read_as_before() -> None:
    with pytest.raises(Unreadable):
        read_apart(BOMBS["february-30-each-day"](), zone="UTC", at=AT)

    assert [event.key for event in read_apart(WHOLE, zone="UTC", at=AT).events] == ["1"]


def test_without_the_limit_of_time_a_bomb_takes_more(record_property: Recording) -> None:
    raw = BOMBS["a hundred Februaries 30"]()
    bound, free = measured(raw), measured(raw, seconds=6)

    record_property("processor", {"bound": bound, "free": free})
    assert bound["said"] == free["said"] == Why.TOO_LONG
    assert bound["seconds"] < SECONDS < free["seconds"]


def test_without_the_limit_of_memory_a_bomb_takes_more(record_property: Recording) -> None:
    raw = BOMBS["year-one-each-day-of-months"]()
    bound, free = measured(raw), measured(raw, memory=2 * MEGABYTES)

    record_property("memory", {"bound": bound, "free": free})
    assert bound["said"] == free["said"] == Why.TOO_HEAVY
    assert bound["megabytes"] < MEGABYTES < free["megabytes"]


@pytest.mark.parametrize("kind", ["a thousand events", "five hundred daily series"])
def test_a_large_calendar_is_read_soon(kind: str, record_property: Recording) -> None:
    """The thousand are a megabyte, an eighth of them series since ten years. It counts what it takes to begin, too."""
    series = (event("DTSTART;TZID=Asia/Tokyo:20200101T090000", "RRULE:FREQ=DAILY", uid=uid) for uid in range(500))
    raw = thousand_events() if kind == "a thousand events" else calendar(*series)
    figures = measured(raw)

    record_property(kind, {"bytes": len(raw)} | figures)
    assert figures["said"] == 500
    assert figures["seconds"] < 2


def test_the_thousand_events_are_a_megabyte() -> None:
    assert 950_000 < len(thousand_events()) < 1024 * 1024


def thousand_events() -> bytes:
    begin = datetime(2026, 11, 1, tzinfo=UTC)
    people = [f"ATTENDEE;PARTSTAT=ACCEPTED;CN=Person {one}:mailto:p{one}@example.org" for one in range(300)]
    parts = []
    for number in range(1000):
        series = number % 8 == 0
        start = (begin - timedelta(days=3640) if series else begin) + timedelta(hours=1.5 * number)
        lines = [
            f"DTSTART;TZID=W. Europe Standard Time:{start:%Y%m%dT%H%M%S}",
            "DURATION:PT1H",
            f"SUMMARY:Meeting {number}",
            *(people[(number * 7 + one) % 300] for one in range(5)),
            "DESCRIPTION:" + "\n ".join(["and what we are to speak of, at length"] * 12),
            "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nEND:VALARM",
        ]
        parts.append(event(*lines, *(["RRULE:FREQ=WEEKLY;BYDAY=MO,WE"] if series else []), uid=number))
    return calendar(*parts)


STUBBORN = """#!/bin/sh
env > {folder}/surroundings
sleep 1000 &
echo $! > {folder}/child
wait
"""


def test_a_reader_that_hangs_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python"
    python.write_text(STUBBORN.format(folder=tmp_path))
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("SECRET_KEY", "what-nobody-else-knows")
    assert "what-nobody-else-knows" in os.environ.values()

    with pytest.raises(Unreadable) as refused:
        read_within(Limits(patience=1), WHOLE, zone="UTC", at=AT)

    assert refused.value.why is Why.TOO_LONG
    assert not is_running(int((tmp_path / "child").read_text()))
    # And it knew nothing of ours.
    known = {line.partition("=")[0] for line in (tmp_path / "surroundings").read_text().splitlines()}
    assert known <= {"PATH", "LD_LIBRARY_PATH", "PYTHONTZPATH", "PWD", "SHLVL", "_", "OLDPWD"}


def is_running(number: int) -> bool:
    for _ in range(50):
        try:
            state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize(
    "ending", ["exit 3", "kill -KILL $$", "kill -40 $$", "echo nonsense", "echo '{}'", "echo '[1]'"]
)
def test_a_reader_that_ends_oddly_says_nothing_of_the_calendar(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{ending}\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))

    with pytest.raises(Unreadable) as refused:
        read_apart(WHOLE, zone="UTC", at=AT)

    assert refused.value.why is Why.FAILED


def test_where_no_process_can_be_started_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(Unreadable) as refused:
        read_apart(WHOLE, zone="UTC", at=AT)

    assert refused.value.why is Why.FAILED


def test_nothing_of_a_calendar_is_written_down(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The control: that one ended oddly is."""
    secret = WHOLE.replace(b"UID:1", b"UID:secret\nSUMMARY:secret\nRRULE:FREQ=secret")
    said = []
    for raw in (secret, b"secret", secret * 20_000):
        with pytest.raises(Unreadable) as refused:
            read_apart(raw, zone="UTC", at=AT)
        said.append(str(refused.value))
    with pytest.raises(Unreadable):
        read_within(Limits(memory=1024), secret, zone="UTC", at=AT)

    out, err = capfd.readouterr()
    assert said == [Why.BROKEN, Why.NOT_A_CALENDAR, Why.TOO_LARGE]
    assert "secret" not in caplog.text + out + err
    assert "reads a calendar ended" in caplog.text
