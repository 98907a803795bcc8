"""Starts processes that do not outlive run.py, even where it is killed without a farewell (on Linux)."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from intro_net.launch.places import ROOT
from intro_net.launch.progress import Progress

PR_SET_PDEATHSIG = 1
INTERRUPTED = 130  # what a program returns that was stopped by Ctrl-C
KEPT = 5_000_000  # bytes of a log before it is put aside


class Terminated(KeyboardInterrupt):
    """TERM or HUP: we were told, our children were not."""


def tied_to_us() -> Callable[[], None] | None:
    """What a child does between fork and exec: it asks the kernel to be killed when we die."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # we died before the kernel was asked

    return tie


def put_aside(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > KEPT:
            log.replace(log.with_suffix(".log.1"))


def start(command: Sequence[str], environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """In a session of its own: Ctrl-C at the terminal reaches run.py alone, which then stops everything in order."""
    put_aside(log)
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=tied_to_us(),
        )


def run(command: Sequence[str], environment: dict[str, str], output: TextIO | None = None) -> int:
    """At the same terminal; Ctrl-C reaches both, and it may finish first."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, preexec_fn=tied_to_us())
    try:
        return process.wait()
    except KeyboardInterrupt as stop:
        if isinstance(stop, Terminated):
            process.send_signal(signal.SIGINT)  # Ctrl-C the terminal has told it itself
        process.wait()
        raise


def watch(command: Sequence[str], environment: dict[str, str], log: Path, progress: Progress, doing: str) -> int:
    """Output goes to the log, its last line beside the wheel."""
    process = start(command, environment, log)
    try:
        while process.poll() is None:
            progress.turn(f"{doing}: {last_line(log) or '…'}")
            time.sleep(0.1)
    finally:
        kill_group(process)
        progress.clear()
    return process.returncode


def last_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 500))
        lines = file.read(500).decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """The process and all it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
