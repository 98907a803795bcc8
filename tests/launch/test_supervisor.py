import sys
import time
from collections.abc import Callable
from pathlib import Path

from intro_net.launch.supervisor import LONGEST, SHORTEST, STEADY, Child, Supervisor


def test_process_that_dies_at_its_start_is_started_again_ever_more_slowly(tmp_path: Path) -> None:
    told: list[str] = []
    child = Child("web", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "web.log")
    supervisor = Supervisor([child], {}, told.append)
    pauses = []

    now = 0.0
    for _ in range(7):
        supervisor.look(now)
        process = child.process
        assert process is not None
        process.wait()
        supervisor.look(now)
        assert child.process is None
        pauses.append(child.due - now)
        now = child.due

    assert pauses == [SHORTEST, 1, 2, 4, 8, LONGEST, LONGEST]
    assert told[0] == f"web ended with code 3; starting it again in 0.5 s (see {tmp_path / 'web.log'})"


def test_process_that_ran_well_is_started_again_at_once(tmp_path: Path) -> None:
    told: list[str] = []
    child = Child("web", ["sleep", "100"], tmp_path / "web.log", pause=LONGEST)
    supervisor = Supervisor([child], {}, told.append)
    supervisor.look(0.0)
    assert child.process is not None
    child.process.kill()
    child.process.wait()

    supervisor.look(STEADY + 1)

    assert child.due == STEADY + 1 + SHORTEST
    assert told == [f"web was killed by signal 9; starting it again in 0.5 s (see {tmp_path / 'web.log'})"]


def test_stop_ends_a_process_and_what_it_started(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    child = Child("web", ["sh", "-c", "sleep 100 & echo $!; wait"], log)
    supervisor = Supervisor([child], {"PATH": "/usr/bin:/bin"}, print)
    supervisor.look(0.0)
    wait_until(lambda: log.read_text().strip())
    grandchild = log.read_text().strip()

    supervisor.stop()

    assert child.process is not None
    assert child.process.returncode is not None
    wait_until(lambda: not runs(grandchild))


def wait_until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
