"""A whole Intro Net of its own: real web server, workers and beat, on a database made for it and dropped again.

On the embedded default unless DATABASE_URL and REDIS_URL name real servers."""

import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from intro_net.launch.processes import start_line
from tests.shell import Shell
from tests.sink import Sink, free_port

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds
SQLITE = "intro_net.sqlite3"


# Run inside an instance: the time to take back what was prepared is over, and its people are asked.
ASK_NOW = """
from django.utils import timezone
from apps.bench.models import Prepared
from apps.bench.tasks import ask_prepared
Prepared.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
ask_prepared()
"""


class Instance:
    def __init__(self, folder: Path, *, sink: Sink | None, name: str = "", **environment: str) -> None:
        self.data = folder / "data"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.name = name or f"intro_net_{secrets.token_hex(6)}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        keep = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "TMPDIR"}}
        self.environment = keep | {
            "DEBUG": "1",
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "intro_net.settings",
            "PYTHONUNBUFFERED": "1",
        }
        if sink:
            self.environment["EMAIL_URL"] = sink.url
        if os.environ.get("REDIS_URL"):
            self.environment |= {"REDIS_URL": os.environ["REDIS_URL"], "REDIS_PREFIX": f"{self.name}:"}
        self.told_database = "DATABASE_URL" in environment
        # Where a database is made for it, and dropped again: not where it is told which one to use.
        self.server = "" if self.told_database else os.environ.get("DATABASE_URL", "")
        if self.server:
            self.environment["DATABASE_URL"] = urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name}"))
        self.environment |= environment
        self._shell: Shell | None = None

    def prepare(self, *, set_up: bool = True) -> None:
        """Without `set_up` the place is empty, and its pages lead to setting it up."""
        from tests.tables import tables  # made by an instance

        self.data.mkdir(parents=True)
        if not self.told_database:
            self.copy_tables(tables(self.server, set_up=set_up))
            return
        self.manage("migrate", "-v0")
        if set_up:
            self.make_operator()

    def make_operator(self) -> None:
        self.manage("make_operator", "--new", "operator@example.org")

    def make_database(self) -> None:
        if self.server:
            self._on_server(f'CREATE DATABASE "{self.name}"')

    def copy_tables(self, source: "Instance") -> None:
        if self.server:
            self._on_server(f'CREATE DATABASE "{self.name}" TEMPLATE "{source.name}"')
        else:
            shutil.copyfile(source.data / SQLITE, self.data / SQLITE)

    def manage(self, *words: str) -> str:
        """What the command printed; an AssertionError with everything it said when it fails."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Runs code inside the instance, in a process of its own."""
        if self._shell and self._shell.environment != self.environment:
            self._close_shell()
        self._shell = self._shell or Shell(self.environment)
        return self._shell.run(code)

    def _close_shell(self) -> None:
        if self._shell:
            self._shell.close()
            self._shell = None

    def command(self, name: str) -> list[str]:
        return start_line(name, sys.executable)

    def start(self, *names: str) -> None:
        for name in names:
            log = (self.data / f"{name}.log").open("ab")
            self.processes[name] = subprocess.Popen(
                self.command(name), cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
            log.close()
        if "web" in names:
            self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.url, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"no answer from {self.url}: {self.log('web')}")

    def log(self, name: str) -> str:
        return (self.data / f"{name}.log").read_text(errors="replace")[-4000:]

    def kill(self, name: str) -> None:
        """As the kernel does it when memory runs out: no farewell."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        self._close_shell()
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        url = self.environment.get("DATABASE_URL", "")
        if url.startswith("postgres"):
            with closing(psycopg2.connect(url)) as connection:
                connection.autocommit = True
                cursor = connection.cursor()
                cursor.execute(sql)
                return list(cursor.fetchall())
        with closing(sqlite3.connect(self.data / SQLITE, timeout=20)) as connection:
            return list(connection.execute(sql).fetchall())

    def wait_for_rows(self, sql: str, expected: Sequence[tuple[Any, ...]], seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while (found := self.rows(sql)) != list(expected):
            assert time.monotonic() < end, f"{sql} gave {found} and not {expected} after {seconds} s"
            time.sleep(0.2)

    def processes_left(self) -> list[str]:
        """Commands of whatever still runs with this instance's DATA_DIR."""
        mark, left = f"DATA_DIR={self.data}".encode(), []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    left.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return left

    def drop(self) -> None:
        self._close_shell()
        if self.server:
            self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _on_server(self, sql: str) -> None:
        with closing(psycopg2.connect(urlunsplit(urlsplit(self.server)._replace(path="/postgres")))) as connection:
            connection.autocommit = True
            connection.cursor().execute(sql)


@contextmanager
def running(folder: Path, *names: str, sink: Sink | None, **environment: str) -> Iterator[Instance]:
    instance = Instance(folder, sink=sink, **environment)
    try:
        instance.prepare()
        instance.start(*names)
        yield instance
    finally:
        instance.stop()
        instance.drop()
