"""Tables as the migrations make them: made once in a test run, by the process that comes first, and copied from then
on. Making them takes longer than much of what is tested. run.py's own tests begin without any table."""

import atexit
import fcntl
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from tests.instance import SQLITE, Instance

# In the environment: one word for all processes of a test run.
RUN = "INTRO_NET_TEST_RUN"


def begin_run() -> str:
    """Its word. Whoever comes first clears up behind all of them."""
    if RUN not in os.environ:
        os.environ[RUN] = secrets.token_hex(6)
        atexit.register(_clear_up)
        # A run that is told to end goes through its own end, too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return os.environ[RUN]


@cache
def tables(server: str, *, set_up: bool) -> Instance:
    """An instance of which nothing runs, on the server, or on the embedded default where that is empty."""
    source = _source(server, set_up=set_up)
    source.data.parent.mkdir(exist_ok=True)
    made = source.data.parent / "made"
    with (source.data.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(source, server, set_up=set_up)
            made.touch()
    return source


def _make(source: Instance, server: str, *, set_up: bool) -> None:
    source.data.mkdir()
    if set_up:
        source.copy_tables(tables(server, set_up=False))
        source.make_operator()
        return
    source.make_database()
    source.manage("migrate", "-v0")


def lend(settings: dict[str, Any]) -> None:
    """Django's test database begins as a copy: its own migrating finds nothing left to do."""
    source = tables(os.environ.get("DATABASE_URL", ""), set_up=False)
    if source.server:
        settings["TEST"]["TEMPLATE"] = source.name
    else:
        for rest in ("-wal", "-shm"):
            Path(settings["TEST"]["NAME"] + rest).unlink(missing_ok=True)
        shutil.copyfile(source.data / SQLITE, settings["TEST"]["NAME"])


def empty_by_deleting(operations: Any) -> None:
    """Between tests that commit, PostgreSQL empties tables of a few rows in a fraction of the time that it takes to
    truncate them, which makes files. Its foreign keys are looked at when all is deleted."""

    def sql_flush(style: object, tables: Sequence[str], **options: bool) -> list[str]:
        return [f"DELETE FROM {operations.quote_name(table)};" for table in tables]

    operations.sql_flush = sql_flush


def _source(server: str, *, set_up: bool) -> Instance:
    source = Instance(_folder(server, set_up=set_up), sink=None, name=_name(set_up=set_up))
    source.server = server
    if not server:
        source.environment.pop("DATABASE_URL", None)
    return source


def _name(*, set_up: bool) -> str:
    return f"intro_net_{begin_run()}_{'set_up' if set_up else 'empty'}"


def _folder(server: str, *, set_up: bool) -> Path:
    return Path(tempfile.gettempdir()) / f"{_name(set_up=set_up)}_{'server' if server else 'file'}"


def _clear_up() -> None:
    for server, set_up in product({"", os.environ.get("DATABASE_URL", "")}, (False, True)):
        folder = _folder(server, set_up=set_up)
        if folder.exists():
            _source(server, set_up=set_up).drop()
            shutil.rmtree(folder, ignore_errors=True)
