"""Reading what came from outside: in a process of its own that knows nothing of ours, and is ended when it takes more
time or memory than the largest true calendar. Whoever reads here goes on whatever is in the file, and nothing of the
file is written down anywhere."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from apps.meetings.reading.events import Found, Unreadable, Why
from apps.meetings.reading.wire import unpacked

log = logging.getLogger(__name__)

LARGEST = 1024 * 1024  # bytes
# Of one process that answers, which has some threads: were they all to wait for a reader, each reader would have so
# little of the machine that none would be done in time, and nobody would be answered meanwhile.
AT_ONCE, WAITED = 2, 3.0  # readers, seconds for one's turn
_turns = threading.BoundedSemaphore(AT_ONCE)
_ROOT = Path(__file__).resolve().parents[3]
# Where a Python that is not the system's finds its parts. Our own surroundings hold secrets.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONTZPATH")
_ENDED: dict[int, Why] = {signal.SIGXCPU: Why.TOO_LONG, signal.SIGSEGV: Why.TOO_HEAVY, signal.SIGABRT: Why.TOO_HEAVY}


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: int = 2  # of the processor, for reading alone
    memory: int = 128 * 1024 * 1024  # bytes of address space, Python and its libraries included
    patience: int = 10  # seconds by the clock: on a busy machine, two of the processor may take some


def read_apart(raw: bytes, *, zone: str, at: datetime) -> Found:
    """Raises Unreadable, and nothing else whatever stands there."""
    return read_within(Limits(), raw, zone=zone, at=at)


def read_within(limits: Limits, raw: bytes, *, zone: str, at: datetime) -> Found:
    if len(raw) > LARGEST:
        raise Unreadable(Why.TOO_LARGE)
    try:
        with _turn():
            ended, said = _run(limits, raw, zone, at)
    except OSError:
        log.exception("meetings: no process to read a calendar in")
        raise Unreadable(Why.FAILED) from None
    if ended:
        raise Unreadable(_why(ended))
    try:
        return unpacked(said.decode())
    except (ValueError, LookupError, TypeError):
        log.warning("meetings: the process that reads a calendar said what nobody understands")
        raise Unreadable(Why.FAILED) from None


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=WAITED):
        raise Unreadable(Why.BUSY)
    try:
        yield
    finally:
        _turns.release()


def _why(ended: int) -> Why:
    # By number: those that the system gives no name end it, too.
    if why := _ENDED.get(-ended):
        return why
    log.warning("meetings: the process that reads a calendar ended with %s", ended)
    return Why.FAILED


def _run(limits: Limits, raw: bytes, zone: str, at: datetime) -> tuple[int, bytes]:
    """How it ended, and what it said."""
    seconds, memory, patience = astuple(limits)
    command = [sys.executable, "-m", "apps.meetings.reading", zone, at.isoformat(), str(seconds), str(memory)]
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=_ROOT,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(raw, timeout=patience)
        except subprocess.TimeoutExpired:
            raise Unreadable(Why.TOO_LONG) from None
        finally:
            # With whatever it may have started; it is gone already where all went well.
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, said
