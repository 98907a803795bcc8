import ast
import errno
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from intro_net.launch import packages, starting_over
from intro_net.launch.main import _parser
from intro_net.launch.places import ROOT
from intro_net.launch.progress import Progress
from intro_net.launch.python import complaint
from intro_net.launch.trouble import Trouble, told


def test_too_old_python_is_told_what_to_do() -> None:
    sentence = "Intro Net needs Python 3.11 or newer, and this is 3.10. Install a newer one and use that."
    assert complaint((3, 10), "linux") == sentence
    assert complaint((3, 11), "linux") == ""
    assert complaint((3, 12), "darwin") == ""
    assert "WSL" in complaint((3, 12), "win32")


def test_what_a_too_old_python_reads_before_the_sentence_parses_there() -> None:
    for name in ("run.py", "intro_net/__init__.py", "intro_net/launch/__init__.py", "intro_net/launch/python.py"):
        ast.parse((ROOT / name).read_text(), feature_version=(3, 7))
    assert (ROOT / "intro_net/__init__.py").read_text() == ""


def test_nearly_full_disk_is_told_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=300_000_000))
    monkeypatch.setattr(packages, "PYTHON", Path("/nowhere/python"))
    monkeypatch.setattr(packages, "VENV", Path("/nowhere"))

    with pytest.raises(Trouble, match=r"300 MB are free .* need 1,000 MB\. Make room and start again\."):
        packages.ready(packages.RUN, Progress(sys.stderr))


def test_errors_of_the_machine_are_told_and_ours_are_not() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "var/log/web.log")
    assert str(told(full)) == "The disk is full (var/log/web.log cannot be written). Make room and start again."
    assert told(OSError(errno.EINVAL, "Invalid argument")) is None


def test_fresh_is_refused_where_the_data_are_not_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/x")

    with pytest.raises(Trouble, match="--fresh empties the embedded database only"):
        starting_over.remove(Progress(sys.stderr))


def test_fresh_removes_what_an_instance_wrote_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in ("intro_net.sqlite3", "intro_net.sqlite3-wal", "secret-key", "run.lock", "diary.txt"):
        (tmp_path / name).touch()
    (tmp_path / "broker" / "messages").mkdir(parents=True)
    (tmp_path / "media").symlink_to(tmp_path.parent)

    starting_over.remove(Progress(sys.stderr))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["diary.txt", "run.lock"]
    assert tmp_path.parent.is_dir()


def test_port_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parser().parse_args(["--port", "70000"])

    assert "70000 is not a port; take a number from 1 to 65535" in capsys.readouterr().err
