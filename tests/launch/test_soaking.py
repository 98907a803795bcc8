"""What a soak says of a run that came to its end, and of one that did not."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from intro_net.launch import packages, soaking
from intro_net.launch.places import ROOT

TESTS = """
import pathlib, time, pytest

def test_fine(record_property): record_property("figure", 7)
def test_wrong(): assert False
def test_skipped(): pytest.skip("not here")

@pytest.fixture
def breaks():
    yield
    raise RuntimeError

def test_ends_badly(breaks): pass

def test_long():
    pathlib.Path("begun").touch()
    time.sleep({seconds})

def test_last(): pass
"""
ENDED = {"test_fine": "passed", "test_wrong": "failed", "test_skipped": "skipped", "test_ends_badly": "failed"}
PATIENCE = 60.0  # seconds


def started(folder: Path, *, seconds: float) -> "subprocess.Popen[bytes]":
    (folder / "test_some.py").write_text(TESTS.replace("{seconds}", str(seconds)))
    own = ["-p", "intro_net.launch.summary", "--summary=summary.json", "-c", os.devnull, "--rootdir=."]
    command = [sys.executable, "-m", "pytest", "-p", "no:django", *own, "test_some.py"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=quiet, stderr=quiet)


def outcomes(folder: Path) -> dict[str, str]:
    found = json.loads((folder / "summary.json").read_text())
    return {test["name"].partition("::")[2]: test["outcome"] for test in found}


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_what_was_stopped_half_way_has_not_passed(stop: signal.Signals, tmp_path: Path) -> None:
    process = started(tmp_path, seconds=600)
    end = time.monotonic() + PATIENCE
    while not (tmp_path / "begun").exists() and time.monotonic() < end:
        time.sleep(0.05)

    process.send_signal(stop)
    process.wait(PATIENCE)

    assert outcomes(tmp_path) == ENDED | {"test_long": "interrupted"}


def test_each_test_that_ended_has_its_outcome_and_what_it_noted(tmp_path: Path) -> None:
    started(tmp_path, seconds=0).wait(PATIENCE)

    assert outcomes(tmp_path) == ENDED | {"test_long": "passed", "test_last": "passed"}
    assert json.loads((tmp_path / "summary.json").read_text())[0]["figure"] == 7


def test_a_stopped_soak_still_says_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tests = [{"name": "one", "outcome": "interrupted", "seconds": 1.0}]

    def stopped(command: Sequence[str], *_: object, **__: object) -> int:
        path = next(word for word in command if word.startswith("--summary=")).partition("=")[2]
        Path(path).write_text(json.dumps(tests))
        raise KeyboardInterrupt

    monkeypatch.setattr(packages, "ready", lambda *_: None)
    monkeypatch.setattr(soaking, "run", stopped)

    code = soaking.soak([])

    said = json.loads(capsys.readouterr().out)
    assert (code, said["ok"], said["tests"]) == (130, False, tests)


@pytest.mark.parametrize(
    ("words", "tested"),
    [
        ([], ["tests/faults", "tests/privacy"]),
        (["-k", "killed"], ["tests/faults", "tests/privacy", "-k", "killed"]),
        (["-k", "docs"], ["tests/faults", "tests/privacy", "-k", "docs"]),
        (["tests/faults/test_clock.py", "-x"], ["tests/faults/test_clock.py", "-x"]),
        (["tests/faults/test_clock.py::test_one"], ["tests/faults/test_clock.py::test_one"]),
    ],
)
def test_what_is_named_is_soaked_and_nothing_else(
    words: list[str], tested: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[Sequence[str]] = []

    def noted(command: Sequence[str], *_: object, **__: object) -> int:
        commands.append(command)
        return 0

    monkeypatch.setattr(packages, "ready", lambda *_: None)
    monkeypatch.setattr(soaking, "run", noted)

    soaking.soak(words)

    assert list(commands[0][-len(tested) :]) == tested
    assert commands[0][-len(tested) - 1].startswith("--summary=")
