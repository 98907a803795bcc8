"""A copy of the repository in an empty folder, with an empty HOME, where run.py can be started."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from apps.profiles.towns.making import make
from tests.instance import ROOT, Instance
from tests.profiles.towns import TOWNS

PYTHON = str(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
PATIENCE = 60.0  # seconds
NAMES = {"web": "gunicorn", "beat": " beat ", "quick": " quick@", "bulk": " bulk@"}


class House:
    """A copy of the repository, and what one needs to start it: an Instance lends its database, ports and rows."""

    def __init__(self, folder: Path) -> None:
        self.instance = Instance(folder, sink=None)
        self.root = folder / "intro-net"
        (folder / "home").mkdir()
        ignored = shutil.ignore_patterns(".git", ".venv", "var", "staticfiles", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, self.root, ignore=ignored)
        self.environment = self.instance.environment | package_index() | {"HOME": str(folder / "home")}
        # Making the whole list of towns takes longer than all else together.
        make(TOWNS, folder / "towns")
        self.environment["TOWNS_DIR"] = str(folder / "towns")
        del self.environment["DEBUG"], self.environment["DJANGO_SETTINGS_MODULE"], self.environment["PORT"]
        self.output = folder / "output.txt"

    def start(self, *words: str, **environment: str) -> "subprocess.Popen[bytes]":
        command = [PYTHON, "run.py", "--port", str(self.instance.port), *words]
        with self.output.open("wb") as output:
            return subprocess.Popen(
                command, cwd=self.root, env=self.environment | environment, stdout=output, stderr=output
            )

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until(self, true: Callable[[], object], seconds: float = PATIENCE) -> float:
        """The seconds it took."""
        begin = time.monotonic()
        while not true():
            assert time.monotonic() - begin < seconds, f"not after {seconds} s; run.py said:\n{self.said()}"
            time.sleep(0.05)
        return time.monotonic() - begin

    @contextmanager
    def running(self, *words: str, seconds: float = PATIENCE) -> Iterator[float]:
        """Started, for as long as it takes; the seconds until the page answered. Stopped by Ctrl-C."""
        process = self.start(*words)
        try:
            yield self.wait_until(lambda: "Intro Net is running" in self.said() or process.poll() is not None, seconds)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.instance.url, timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def complete(self) -> bool:
        return self.processes().keys() == NAMES.keys()

    def processes(self) -> dict[str, list[int]]:
        """Process ids by their names in NAMES; the first of each is the one that run.py has started."""
        found: dict[str, list[int]] = {}
        for pid, command in sorted(processes_of(self.instance.data).items()):
            for name in (name for name, sign in NAMES.items() if sign in command):
                found.setdefault(name, []).append(pid)
        return found


def processes_of(data: Path) -> dict[int, str]:
    mark, found = f"DATA_DIR={data}".encode(), {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def package_index() -> dict[str, str]:
    """The machine's own way to packages, which an empty HOME would hide."""
    known = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    known.setdefault("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))
    for file in (Path.home() / ".config" / "pip" / "pip.conf", Path.home() / ".pip" / "pip.conf"):
        if file.exists():
            known.setdefault("PIP_CONFIG_FILE", str(file))
    return known
