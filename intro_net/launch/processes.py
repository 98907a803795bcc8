"""The four processes of an instance, each with its command line."""

import os
from pathlib import Path

from intro_net.launch.places import PYTHON, given
from intro_net.launch.trouble import Trouble

_CELERY = [str(PYTHON), "-m", "celery", "-A", "intro_net.celery"]


def commands(port: int, data: Path) -> dict[str, list[str]]:
    return {
        "web": _web(port),
        "beat": [*_CELERY, "beat", "-l", "INFO", "-s", str(data / "beat-schedule")],
        "quick": _worker("quick"),
        "bulk": _worker("bulk"),
    }


def _web(port: int) -> list[str]:
    address = ["--bind", f"127.0.0.1:{port}"]
    shape = ["--workers", "1", "--threads", "8", "--timeout", "60", "--graceful-timeout", "5", "--no-control-socket"]
    return [str(PYTHON), "-m", "gunicorn", "intro_net.wsgi:application", *address, *shape]


def _worker(queue: str) -> list[str]:
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [*_CELERY, "worker", *_pool(), "-Q", queue, "-n", f"{queue}@%h", "-l", "INFO", *alone]


def _pool() -> list[str]:
    """One task at a time in the worker itself; more only where the broker is a real server."""
    workers = os.environ.get("WORKERS", "1")
    if not workers.isdecimal() or int(workers) < 1:
        raise Trouble("WORKERS is not readable. Write it like WORKERS=2.")
    if int(workers) == 1 or not given("REDIS_URL"):
        return ["-P", "solo", "-c", "1"]
    return ["-P", "prefork", "-c", workers]
