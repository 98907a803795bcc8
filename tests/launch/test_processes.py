import os
import subprocess
import sys
from pathlib import Path

import pytest

from intro_net.launch.places import ROOT
from intro_net.launch.processes import NAMES, check, command
from intro_net.launch.trouble import Trouble

REDIS = {"REDIS_URL": "redis://127.0.0.1:6379/0"}


def flag(line: list[str], name: str) -> str:
    return line[line.index(name) + 1]


def test_web_listens_where_it_is_told_and_at_home_otherwise(tmp_path: Path) -> None:
    assert flag(command("web", {}, tmp_path), "--bind") == "127.0.0.1:8000"
    assert flag(command("web", {"PORT": "8130"}, tmp_path), "--bind") == "127.0.0.1:8130"
    assert flag(command("web", {"BIND": "[::]:80", "PORT": "1"}, tmp_path), "--bind") == "[::]:80"


def test_workers_are_processes_on_redis_and_alone_on_files(tmp_path: Path) -> None:
    alone = command("bulk", {"WORKERS": "3"}, tmp_path)
    assert (flag(alone, "-P"), flag(alone, "-c")) == ("solo", "1")

    forked = command("bulk", REDIS | {"WORKERS": "3"}, tmp_path)
    assert (flag(forked, "-P"), flag(forked, "-c")) == ("prefork", "3")
    own = command("quick", REDIS | {"WORKERS": "3", "QUICK_WORKERS": "5"}, tmp_path)
    assert flag(own, "-c") == "5"


@pytest.mark.parametrize("name", ["WORKERS", "BULK_WORKERS", "WEB_WORKERS", "WEB_THREADS"])
@pytest.mark.parametrize("value", ["many", "0", "-1"])
def test_malformed_number_is_told_before_anything_starts(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=f"{name} is not readable. Write it like {name}=2."):
        check(REDIS | {name: value}, tmp_path)


def become(*words: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "intro_net.launch", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DEBUG": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_launching_nothing_known_says_what_there_is(tmp_path: Path) -> None:
    assert become(DATA_DIR=str(tmp_path)) == become("webb", DATA_DIR=str(tmp_path))
    assert become()[1] == f"Say which process: python -m intro_net.launch {'|'.join(NAMES)}\n"


def test_launching_with_a_malformed_value_ends_with_the_sentence(tmp_path: Path) -> None:
    code, said = become("web", DATA_DIR=str(tmp_path), WEB_WORKERS="x")

    assert (code, said) == (1, "WEB_WORKERS is not readable. Write it like WEB_WORKERS=2.\n")


def test_launching_into_a_folder_that_is_none_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    code, said = become("web", DATA_DIR=str(tmp_path / "file"))

    assert (code, said) == (1, f"{tmp_path / 'file' / 'metrics'} does not lie in a folder. Set DATA_DIR to a folder.\n")
