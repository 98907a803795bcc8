"""The process in which `apart` has a calendar read: the file comes in, what was found goes out."""

import resource
import sys
import time
from datetime import datetime

from apps.meetings.reading.calendars import LARGEST, read_calendar
from apps.meetings.reading.events import Unreadable, Why
from apps.meetings.reading.wire import packed, packed_why


def bound(seconds: int, memory: int) -> None:
    """What it took to come here is not the calendar's fault."""
    until = int(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, until + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(kind, (0, 0))


def said(raw: bytes, zone: str, at: datetime) -> str:
    try:
        return packed(read_calendar(raw, zone=zone, at=at))
    except Unreadable as unreadable:
        return packed_why(unreadable.why)
    except MemoryError:
        return packed_why(Why.TOO_HEAVY)


def main() -> None:
    zone, at, seconds, memory = sys.argv[1:]
    bound(int(seconds), int(memory))
    sys.stdout.write(said(sys.stdin.buffer.read(LARGEST + 1), zone, datetime.fromisoformat(at)))


if __name__ == "__main__":
    main()
