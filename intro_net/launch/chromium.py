"""Finds a Chromium for the browser tests, or gets one."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence

from intro_net.launch.children import watch
from intro_net.launch.places import PYTHON, log
from intro_net.launch.progress import Progress

NAMES = ("chromium", "chromium-browser", "google-chrome")
_WHERE = "from playwright.sync_api import sync_playwright as p\nwith p() as it: print(it.chromium.executable_path)"

_DEBIAN = "apt-get install -y --no-install-recommends chromium"


def find(progress: Progress) -> str | None:
    """The path of one that can be started; None where none can be had."""
    ways: list[Callable[[Progress], str | None]] = [_told, _on_path, _of_playwright, _from_debian, _from_playwright]
    return next((path for way in ways if (path := way(progress))), None)


def _told(_: Progress) -> str | None:
    return os.environ.get("CHROMIUM")


def _on_path(_: Progress) -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _of_playwright(_: Progress) -> str | None:
    done = subprocess.run([PYTHON, "-c", _WHERE], capture_output=True, text=True, check=False)
    path = done.stdout.strip()
    return path if os.access(path, os.X_OK) else None


def _from_debian(progress: Progress) -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _fetch(["sh", "-c", f"{_DEBIAN} || {{ apt-get update && {_DEBIAN}; }}"], "Debian's package", progress)
    return _on_path(progress)


def _from_playwright(progress: Progress) -> str | None:
    _fetch([str(PYTHON), "-m", "playwright", "install", "chromium"], "Playwright's own", progress)
    return _of_playwright(progress)


def _fetch(command: Sequence[str], whose: str, progress: Progress) -> None:
    progress.step(f"Installing Chromium for the browser tests ({whose})")
    watch(command, {"DEBIAN_FRONTEND": "noninteractive"} | dict(os.environ), log("install"), progress, "Chromium")
