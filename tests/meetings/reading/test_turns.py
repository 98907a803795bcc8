"""How many calendars are read at a time for one process that answers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from apps.meetings.reading import apart
from apps.meetings.reading.apart import AT_ONCE, read_apart
from apps.meetings.reading.events import Found, Unreadable, Why
from apps.meetings.reading.wire import packed

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
NOTHING = packed(Found((), cut=False, method="")).encode()


def read() -> Why | None:
    """Why not, or nothing where it was read."""
    try:
        read_apart(b"", zone="UTC", at=AT)
    except Unreadable as unreadable:
        return unreadable.why
    return None


def test_two_are_read_at_a_time_and_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def run(*_: object) -> tuple[int, bytes]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return 0, NOTHING

    monkeypatch.setattr(apart, "_run", run)
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: read(), range(8)))

    assert (said, most) == ([None] * 8, AT_ONCE)


def test_who_waits_in_vain_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with a turn to be had it is read."""
    monkeypatch.setattr(apart, "_run", lambda *_: (0, NOTHING))
    monkeypatch.setattr(apart, "WAITED", 0.01)
    for _each in range(AT_ONCE):
        apart._turns.acquire()
    try:
        assert read() is Why.BUSY
    finally:
        for _each in range(AT_ONCE):
            apart._turns.release()

    assert read() is None


@pytest.mark.parametrize("fails", [OSError, Unreadable(Why.TOO_LONG)])
def test_a_reader_that_ends_badly_gives_its_turn_back(
    fails: type[OSError] | Unreadable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: object) -> None:
        raise fails

    monkeypatch.setattr(apart, "_run", run)
    monkeypatch.setattr(apart, "WAITED", 0.01)

    assert Why.BUSY not in [read() for _each in range(AT_ONCE + 1)]
