"""Keeps processes running: what dies is started again, patiently where it dies right at its start."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from intro_net.launch.children import kill_group, start
from intro_net.launch.places import shown

SHORTEST, LONGEST = 0.5, 10.0  # seconds before a process is started again
STEADY = 10.0  # seconds after which a process counts as well started
FAREWELL = 8.0  # seconds that a process has to finish what it does


@dataclass
class Child:
    name: str
    command: Sequence[str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0

    @property
    def end(self) -> str | None:
        """How it ended, or nothing while it runs or waits for its next start."""
        code = self.process.poll() if self.process else None
        if code is None:
            return None
        return f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"


class Supervisor:
    def __init__(self, children: Sequence[Child], environment: dict[str, str], say: Callable[[str], None]) -> None:
        self.children = children
        self.environment = environment
        self.say = say

    def look(self, now: float) -> None:
        """Starts what is due, and notes what has died. Called several times a second; `now` in monotonic seconds."""
        for child in self.children:
            if end := child.end:
                self._note(child, end, now)
            if child.process is None and child.due <= now:
                child.process = start(child.command, self.environment, child.log)
                child.started = now

    def _note(self, child: Child, end: str, now: float) -> None:
        assert child.process is not None
        kill_group(child.process)  # what it has started must not stand in the way of its successor
        child.process = None
        steady = now - child.started > STEADY
        child.pause = SHORTEST if steady or not child.pause else min(child.pause * 2, LONGEST)
        child.due = now + child.pause
        self.say(f"{child.name} {end}; starting it again in {child.pause:g} s (see {shown(child.log)})")

    def stop(self) -> None:
        """Asks everybody to finish, waits a little, then kills. A second Ctrl-C shortens the wait."""
        running = [child.process for child in self.children if child.process]
        with suppress(KeyboardInterrupt):
            for process in running:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGTERM)
            _wait(running, time.monotonic() + FAREWELL)
        for process in running:
            kill_group(process)


def _wait(processes: "Sequence[subprocess.Popen[bytes]]", until: float) -> None:
    while time.monotonic() < until and any(process.poll() is None for process in processes):
        time.sleep(0.05)
