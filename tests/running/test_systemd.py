"""The units for a bare server: what they start is what the tests run, and systemd understands them."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError

from intro_net.launch.places import ROOT
from intro_net.launch.processes import NAMES, start_line
from intro_net.management.commands import wait_for_database

UNITS = ROOT / "deploy" / "systemd"
PYTHON = "/opt/intro-net/.venv/bin/python"
SERVICES = [f"intro-net-{name}.service" for name in (*NAMES, "migrate")]


class Unit(dict[str, list[str]]):
    """A unit's words by "Section.Key"; a key may come more than once."""


def read(name: str) -> Unit:
    unit, section = Unit(), ""
    for line in (UNITS / name).read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            unit.setdefault(f"{section}.{key}", []).append(value)
    return unit


def test_units_start_what_the_tests_run() -> None:
    for name in NAMES:
        assert read(f"intro-net-{name}.service")["Service.ExecStart"] == [" ".join(start_line(name, PYTHON))]


def test_four_processes_begin_after_the_migration_and_end_with_the_target() -> None:
    assert read("intro-net.target")["Unit.Wants"][0].split() == [
        f"intro-net-{name}.service" for name in ("web", "quick", "bulk", "beat")
    ]
    for name in NAMES:
        unit = read(f"intro-net-{name}.service")
        assert unit["Unit.Requires"] == ["intro-net-migrate.service"]
        assert "intro-net-migrate.service" in unit["Unit.After"][0].split()
        assert unit["Service.Restart"] == ["on-failure"]
    for name in SERVICES:
        assert read(name)["Unit.PartOf"] == ["intro-net.target"]


def test_the_migration_waits_for_the_database_however_long() -> None:
    """The processes require it: had it failed, nothing would start them once the database is back."""
    unit = read("intro-net-migrate.service")

    assert [line.lstrip("-").removeprefix(f"{PYTHON} manage.py ").split()[0] for line in unit["Service.ExecStart"]] == [
        "wait_for_database",
        "migrate",
        "collectstatic",
        "make_towns",
    ]
    assert unit["Service.TimeoutStartSec"] == ["infinity"]


def test_waiting_ends_when_the_database_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: list[Exception | None] = [OperationalError("away"), OperationalError("away"), None]
    waited: list[float] = []

    def connect() -> None:
        if error := answers.pop(0):
            raise error

    monkeypatch.setattr(wait_for_database, "connection", SimpleNamespace(ensure_connection=connect))
    monkeypatch.setattr(time, "sleep", waited.append)

    call_command("wait_for_database")

    assert (len(waited), answers) == (2, [])
    assert capsys.readouterr().err == "Waiting for the database: away\n"


def test_the_manual_backs_up_to_where_the_units_may_write() -> None:
    unit = read("intro-net-web.service")
    folder = f"/var/lib/{unit['Service.StateDirectory'][0]}/backups"
    manual = (ROOT / "docs" / "operations.md").read_text()

    (user,), (group,) = unit["Service.User"], unit["Service.Group"]
    assert f"install -d -m 700 -o {user} -g {group} {folder}`" in manual
    assert f"    intro-net backup {folder}/" in manual
    assert f"    intro-net restore {folder}/" in manual


def test_units_differ_in_what_they_start_and_in_nothing_that_guards() -> None:
    """None of them is less guarded than another."""
    own = {"Service.ExecStart", "Unit.Description"}
    common = [
        {key: value for key, value in read(f"intro-net-{name}.service").items() if key not in own} for name in NAMES
    ]
    assert common == [common[0]] * len(NAMES)

    guards = {key: value for key, value in common[0].items() if key.startswith("Service.")}
    migrate = read("intro-net-migrate.service")
    of_processes = {
        "Service.Restart",
        "Service.RestartSec",
        "Service.KillMode",
        "Service.TimeoutStopSec",
        "Service.OOMPolicy",
    }
    assert {key for key in guards if migrate.get(key) != guards[key]} == of_processes
    assert guards["Service.User"] == ["intro-net"]
    assert guards["Service.NoNewPrivileges"] == ["yes"]
    assert guards["Service.ProtectSystem"] == ["strict"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for file in UNITS.iterdir():
        # It looks whether what is to be started is there.
        text = file.read_text().replace(PYTHON, sys.executable).replace("/opt/intro-net", str(ROOT))
        (tmp_path / file.name).write_text(text)

    line = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    ours = [said for said in done.stderr.splitlines() if "intro-net" in said]
    assert (done.returncode, ours) == (0, [])
