"""Locks that the kernel lets go of when their holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intro_net.launch.places import ROOT, data_dir, shown
from intro_net.launch.progress import Progress
from intro_net.launch.trouble import Trouble

RUN_LOCK = "run.lock"


@contextmanager
def _held(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def only_one_running() -> Iterator[None]:
    """One run.py for one DATA_DIR."""
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder / RUN_LOCK, os.O_RDWR | os.O_CREAT) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"Another run.py is running on {shown(folder)}. Stop it first, or set DATA_DIR to another folder."
            ) from None
        yield


@contextmanager
def only_one_installing(progress: Progress) -> Iterator[None]:
    """One at a time in .venv; the others wait for it. The repository's own folder serves as the lock."""
    with _held(ROOT, os.O_RDONLY) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.step("Another run.py is at work in .venv; waiting for it")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
