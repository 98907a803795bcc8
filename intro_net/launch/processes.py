"""The four processes of an instance: one source of their commands for run.py, the container, systemd and the tests.

`python -m intro_net.launch web` becomes the process (see __main__.py). What may differ from one server to the next
comes from the environment, so the line to be started is the same everywhere."""

import sys
from collections.abc import Mapping
from pathlib import Path

from intro_net.launch.trouble import Trouble

NAMES = ("web", "beat", "quick", "bulk")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder that is there or not, nothing is named in it


def start_line(name: str, python: str) -> list[str]:
    return [python, "-m", "intro_net.launch", name]


def command(name: str, environ: Mapping[str, str], data: Path) -> list[str]:
    """What the process is, once the environment has been read; raises Trouble where it cannot be."""
    if name == "web":
        return _web(environ)
    if name == "beat":
        return [*_celery("beat"), "-s", str(data / "beat-schedule")]
    return _worker(name, environ)


def check(environ: Mapping[str, str], data: Path) -> None:
    """Tells of a malformed value before anything is started."""
    for name in NAMES:
        command(name, environ, data)


def _celery(what: str) -> list[str]:
    """Quiet: its banner is no log line."""
    return [sys.executable, "-m", "celery", "-A", "intro_net.celery", "--quiet", what]


def _web(environ: Mapping[str, str]) -> list[str]:
    bind = environ.get("BIND") or f"127.0.0.1:{environ.get('PORT') or 8000}"
    workers, threads = _number("WEB_WORKERS", environ, 1), _number("WEB_THREADS", environ, 8)
    shape = ["--workers", str(workers), "--threads", str(threads), "--timeout", "60", "--graceful-timeout", "5"]
    # A worker shows that it lives by touching a file, which must not wait for a busy disk.
    beats = ["--worker-tmp-dir", str(SHARED_MEMORY)] if SHARED_MEMORY.is_dir() else []
    logs = ["--no-control-socket", "--logger-class", "intro_net.logs.gunicorn.Logger"]
    return [sys.executable, "-m", "gunicorn", "intro_net.wsgi:application", "--bind", bind, *shape, *beats, *logs]


def _worker(queue: str, environ: Mapping[str, str]) -> list[str]:
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [*_celery("worker"), *_pool(queue, environ), "-Q", queue, "-n", f"{queue}@%h", *alone]


def _pool(queue: str, environ: Mapping[str, str]) -> list[str]:
    """Processes, not threads: the engine keeps a processor busy, and one that the kernel kills takes no other task with
    it. On the filesystem broker one task at a time in the worker itself: two readers of one folder take turns badly."""
    workers = _number(f"{queue.upper()}_WORKERS", environ, _number("WORKERS", environ, 1))
    if environ.get("REDIS_URL") or environ.get("REDIS_URL_FILE"):
        return ["-P", "prefork", "-c", str(workers)]
    return ["-P", "solo", "-c", "1"]


def _number(name: str, environ: Mapping[str, str], default: int) -> int:
    given = environ.get(name) or str(default)
    if not given.isdecimal() or int(given) < 1:
        raise Trouble(f"{name} is not readable. Write it like {name}=2.")
    return int(given)
