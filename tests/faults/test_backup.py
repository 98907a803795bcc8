"""A busy instance is backed up, restored elsewhere on either database, verified, and migrated down and up again."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.servers import small_disk
from tests.instance import ROOT, Instance

pytestmark = pytest.mark.faults
SOAK = bool(os.environ.get("SOAK"))
PEOPLE, BACKUPS, WRITERS = (300, 10, 4) if SOAK else (40, 2, 2)
SECRET = {"SECRET_KEY": "the same for both, as docs/operations.md says"}
# What a restore settles anew, so that nothing happens twice.
SETTLED_ANEW = {"mail.outboxmail", "digests.digestschedule", "profiles.change"}
ON_THE_WAY = "SELECT count(*) FROM mail_outboxmail WHERE state IN ('queued', 'attempting')"
USERS = "SELECT count(*) FROM profiles_user"
elsewhere = [["sqlite"]] if not os.environ.get("DATABASE_URL") else [["postgresql"], ["sqlite", "postgresql"]]


@contextmanager
def instance_on(database: str, folder: Path) -> Iterator[Instance]:
    instance = Instance(folder, sink=None, **SECRET)
    if database == "sqlite":
        instance.server = ""
        instance.environment.pop("DATABASE_URL", None)
    try:
        instance.prepare(set_up=False)
        yield instance
    finally:
        instance.stop()
        instance.drop()


def here() -> str:
    return "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"


def starting(instance: Instance, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    piped = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=instance.environment, stdout=piped, stderr=piped, text=True)


@contextmanager
def busy(instance: Instance, until: Path) -> Iterator[None]:
    code = "from tests.faults.busy import go_on_until; go_on_until({!r}, {})"
    crowd = [starting(instance, "shell", "-v0", "-c", code.format(str(until), n)) for n in range(WRITERS)]
    try:
        yield
        assert [one.poll() for one in crowd] == [None] * WRITERS, crowd[0].communicate()
    finally:
        until.touch()
        ends = [one.communicate(timeout=60) for one in crowd]
    assert [one.returncode for one in crowd] == [0] * WRITERS, ends


def contents(archive: Path) -> dict[str, str]:
    """The digest of every table and file that comes through a restore as it is."""
    members = manifest(archive)["members"]
    told = {m["name"].removeprefix("database/").removesuffix(".jsonl"): m["sha256"] for m in members}
    return {name: digest for name, digest in told.items() if name not in SETTLED_ANEW}


def rows_of(archive: Path) -> dict[str, int]:
    return {member["name"]: member["rows"] for member in manifest(archive)["members"]}


def manifest(archive: Path) -> dict[str, Any]:
    with zipfile.ZipFile(archive) as opened:
        told: dict[str, Any] = json.loads(opened.read("manifest.json"))
        return told


@pytest.mark.parametrize("way", elsewhere, ids="-".join)
def test_busy_instance_is_restored_elsewhere_as_it_was_at_one_moment(
    way: list[str], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    archives = [tmp_path / f"{number}.zip" for number in range(BACKUPS)]
    with instance_on(here(), tmp_path / "source") as source:
        source.python(f"from tests.faults.busy import set_up; set_up({PEOPLE})")
        with busy(source, tmp_path / "enough"):
            for archive in archives:
                source.manage("backup", str(archive))
        assert "broken" not in source.manage("verify")
    assert len({json.dumps(rows_of(archive)) for archive in archives}) == BACKUPS, "nobody was busy"
    record_property("rows", sum(rows_of(archives[-1]).values()))
    for archive in archives if SOAK else archives[-1:]:
        _pass_on(archive, way, tmp_path)


def _pass_on(archive: Path, way: list[str], tmp_path: Path) -> None:
    """Restored in the first place, backed up there, restored in the next one."""
    for number, database in enumerate(way):
        # Named after the backup it came from, however many places on: each has a folder of its own.
        folder = tmp_path / f"{archive.stem}-{number}"
        with instance_on(database, folder) as target:
            target.manage("restore", str(archive))
            assert "broken" not in target.manage("verify")
            assert target.rows(ON_THE_WAY) == [(0,)]
            after = folder / f"{archive.stem}.zip"
            target.manage("backup", str(after))
            assert (contents(after), rows_of(after)) == (contents(archive), rows_of(archive))
            if number == len(way) - 1:
                _down_and_up(target, after)
        archive = after


def _down_and_up(instance: Instance, before: Path) -> None:
    """Every migration that a version could have brought, taken back and applied again, with everybody in it."""
    assert "account" in instance.python("from tests.faults.migrations import down_and_up; down_and_up()")
    assert "broken" not in instance.manage("verify")
    again = before.with_name("again.zip")
    instance.manage("backup", str(again))
    assert rows_of(again) == rows_of(before)


def wait_for(true: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    while not true():
        assert process.poll() is None, process.communicate()
        time.sleep(0.001)


def test_killed_backup_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    archive, partial = tmp_path / "a.zip", tmp_path / "a.zip.partial"
    with instance_on(here(), tmp_path / "source") as source:
        source.python(f"from tests.faults.busy import set_up; set_up({PEOPLE})")
        process = starting(source, "backup", str(archive))
        wait_for(partial.exists, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()

        assert (archive.exists(), zipfile.is_zipfile(partial)) == (False, False)
        source.manage("backup", str(archive))
        assert (archive.exists(), partial.exists()) == (True, False)
        assert [path.name for path in (source.data / "media" / ".backup").iterdir()] == ["lock"]
        assert oct(archive.stat().st_mode & 0o777) == "0o600"

        _kill_a_restore(archive, tmp_path / "target")


def _kill_a_restore(archive: Path, folder: Path) -> None:
    with instance_on(here(), folder) as target:
        photos = target.data / "media" / "photos"
        for _ in range(5 if SOAK else 1):
            process = starting(target, "restore", str(archive))
            wait_for(photos.exists, process)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            assert target.rows(USERS) == [(0,)]
        target.manage("restore", str(archive))
        assert "broken" not in target.manage("verify")
        assert target.rows(USERS)[0][0] > PEOPLE


def test_backup_onto_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 0.05) as disk, instance_on(here(), tmp_path / "source") as source:
        source.python(f"from tests.faults.busy import set_up; set_up({PEOPLE})")
        process = starting(source, "backup", str(disk / "a.zip"))
        _, said = process.communicate(timeout=60)

        assert process.returncode == 1
        assert said.splitlines()[-1].startswith(f"CommandError: There is no room for {disk}/a.zip. Make some")
        assert "Traceback" not in said
        assert list(disk.iterdir()) == []
