"""run.py itself, from a copy of the repository in an empty folder, with an empty HOME and no environment yet."""

import fcntl
import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.house import NAMES, PYTHON, House
from tests.sink import free_port

FIRST = 180.0  # seconds
PEOPLE = "SELECT count(*) FROM profiles_user"
Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    house.instance.data.mkdir()
    if house.instance.server:
        house.instance._on_server(f'CREATE DATABASE "{house.instance.name}"')
    yield house
    house.instance.drop()


@pytest.fixture
def bare(tmp_path: Path) -> House:
    """A copy that needs one small package only and never gets as far as a database, under a Python without ensurepip
    (which also makes .venv sooner)."""
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        pytest.skip("this machine's Python has no pip of its own")
    house = House(tmp_path)
    (house.root / "requirements.txt").write_text("tzdata\n")
    (house.root / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    house.environment["PYTHONPATH"] = str(house.root)
    return house


@pytest.mark.faults
def test_first_start_shows_the_way_in_and_ctrl_c_leaves_nothing(house: House, record_property: Record) -> None:
    with house.running(seconds=FIRST) as seconds:
        record_property("first_start_seconds", round(seconds, 1))
        assert house.answers()
        said = house.said()
        logins = json.loads((house.instance.data / "demo-logins.json").read_text())
        assert sorted(login["role"] for login in logins) == ["curator", "member", "newcomer"]
        assert all(login["email"] in said and login["password"] in said for login in logins)
        assert f"{house.instance.url}/mailbox/" in said
        house.wait_until(house.complete)

    assert house.said().rstrip().endswith("Everything has stopped.")
    assert house.instance.processes_left() == []


@pytest.mark.faults
def test_second_start_is_quick_and_keeps_everything(house: House, record_property: Record) -> None:
    people = house.instance.rows(PEOPLE)
    assert people[0][0] > 100

    with house.running() as seconds:
        record_property("second_start_seconds", round(seconds, 1))
        assert house.instance.rows(PEOPLE) == people
        assert "Installing" not in house.said()


@pytest.mark.faults
def test_killed_process_is_started_again(house: House) -> None:
    with house.running():
        house.wait_until(house.complete)
        for name in NAMES:
            killed = house.processes()[name][0]
            os.kill(killed, signal.SIGKILL)
            house.wait_until(partial(restarted, house, name, killed))
        house.wait_until(house.answers)

    assert house.instance.processes_left() == []


def restarted(house: House, name: str, killed: int) -> bool:
    told = f"{name} was killed by signal 9; starting it again in" in house.said()
    return told and killed not in house.processes().get(name, [killed])


@pytest.mark.faults
def test_killed_run_py_leaves_no_orphans(house: House) -> None:
    process = house.start()
    house.wait_until(lambda: house.complete() and house.answers())

    process.kill()
    process.wait()

    house.wait_until(lambda: house.instance.processes_left() == [])


@pytest.mark.faults
def test_second_run_py_on_the_same_data_is_refused(house: House) -> None:
    with house.running():
        other = subprocess.run(
            [PYTHON, "run.py", "--port", str(free_port())],
            cwd=house.root,
            env=house.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert (other.returncode, other.stdout) == (1, "")
    sentence = "Stop it first, or set DATA_DIR to another folder."
    assert other.stderr == f"Another run.py is running on {house.instance.data}. {sentence}\n"


def refused(house: House, *words: str, **environment: str) -> str:
    """The one sentence that run.py ends with."""
    assert house.start(*words, **environment).wait(120) == 1, house.said()
    return house.said().rstrip().splitlines()[-1]


def test_busy_port_is_told(bare: House) -> None:
    with closing(socket.create_server(("127.0.0.1", bare.instance.port))):
        sentence = refused(bare)

    assert sentence.startswith(f"Port {bare.instance.port} cannot be used (Address already in use). Stop what uses it")
    assert bare.said().count("\n") == 1


def test_data_dir_that_is_held_is_told_before_it_is_emptied(bare: House) -> None:
    bare.instance.data.mkdir()
    (bare.instance.data / "intro_net.sqlite3").touch()
    with (bare.instance.data / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sentence = refused(bare, "--fresh", DATABASE_URL="")

    assert sentence.startswith("Another run.py is running on")
    assert (bare.instance.data / "intro_net.sqlite3").exists()


def test_full_disk_is_told(bare: House) -> None:
    (bare.instance.data / "log").mkdir(parents=True)
    (bare.instance.data / "log" / "install.log").symlink_to("/dev/full")

    sentence = refused(bare)

    assert sentence == "The disk is full (a file cannot be written). Make room and start again."
    assert "Traceback" not in bare.said()


def test_no_network_is_told(bare: House) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}

    sentence = refused(bare, **nowhere, PIP_NO_CACHE_DIR="1", PIP_FIND_LINKS="")

    assert sentence.startswith("The packages could not be downloaded: no way to the package index. Connect to the")
    assert "Traceback" not in bare.said()


def test_environment_is_made_where_ensurepip_is_missing(bare: House) -> None:
    refused(bare)  # for want of Django

    python = bare.root / ".venv" / "bin" / "python"
    assert subprocess.run([python, "-c", "import tzdata"], env={}, check=False).returncode == 0
    assert subprocess.run([python, "-c", "import pip"], env={}, capture_output=True, check=False).returncode == 1
