"""Where the processes of one machine count: a file each in DATA_DIR/metrics, which whoever asks for /metrics adds up.

A process holds its files by a lock that the kernel lets go of when it dies. The next one of its kind then puts them
away: what it counts begins at nothing, and nobody else's numbers move."""

import errno
import fcntl
import os
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

FOLDER, KIND = "PROMETHEUS_MULTIPROC_DIR", "INTRO_NET_PROCESS"
SORTS = ("counter", "histogram")
# Written in full at once. The files are mapped into memory, and a page that a full disk has no room for would kill the
# process at some later moment; this size holds every series that there can be (tests/privacy/test_metrics.py).
SIZE = 3 << 18

# Kept open as long as the process lives.
_held: dict[str, list[int]] = {}


def begin(folder: Path, kind: str) -> dict[str, str]:
    """What the process is told; the dead of its kind are forgotten."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob(f"*_{kind}-*.db"):
        if not _in_use(file):
            file.unlink(missing_ok=True)
    return {FOLDER: str(folder), KIND: kind}


def identifier() -> str:
    """This process's part of its files' names, the same for as long as it lives. Containers that share a folder may
    share process ids, so the machine's name is in it. Raises OSError where there is no room for the files."""
    name = f"{os.environ[KIND]}-{socket.gethostname()}-{os.getpid()}"
    if name not in _held:
        with ExitStack() as undone:
            held = [_hold(Path(os.environ[FOLDER]) / f"{sort}_{name}.db", undone) for sort in SORTS]
            undone.pop_all()
        _held[name] = held
    return name


def _hold(file: Path, undone: ExitStack) -> int:
    """Made whole and then named: whoever adds up never sees a half. What is half done is undone where it fails, or a
    full disk would grow fuller with every try."""
    draft = file.with_suffix(".draft")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    undone.callback(os.close, descriptor)
    undone.callback(file.unlink, missing_ok=True)
    undone.callback(draft.unlink, missing_ok=True)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    _fill(descriptor)
    draft.replace(file)
    return descriptor


def _fill(descriptor: int) -> None:
    # A nearly full disk takes a part of it and says so by the number only.
    if os.pwrite(descriptor, bytes(SIZE), 0) < SIZE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _in_use(file: Path) -> bool:
    with suppress(FileNotFoundError):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
    return False
