import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from intro_net.launch import counting
from intro_net.launch.places import ROOT

ON_A_FULL_DISK = """
import os
from django.conf import settings
settings.configure()
from django.test import RequestFactory
room, write = [], os.pwrite
os.pwrite = lambda descriptor, data, offset: write(descriptor, data, offset) if room else 0
from intro_net.metrics import requests
from intro_net.metrics.shared import counted
request = RequestFactory().get("/")
request.resolver_match = None
requests.count(request, 200, 0.1)
room.append("again")
requests.count(request, 200, 0.1)
print(counted().get_sample_value("intro_net_requests_total", {"view": "nowhere", "method": "GET", "status": "2xx"}))
"""
COUNT = """
import os, sys
from intro_net.metrics import requests
requests.REQUESTS.labels("home", "GET", "2xx").inc(int(sys.argv[1]))
if len(sys.argv) > 2 and os.fork() == 0:
    requests.REQUESTS.labels("home", "GET", "2xx").inc(int(sys.argv[2]))
    os._exit(0)
print("counted", flush=True)
sys.stdin.read()
"""
TOTAL = """
from intro_net.metrics.shared import counted
print(counted().get_sample_value("intro_net_requests_total", {"view": "home", "method": "GET", "status": "2xx"}))
"""


def surroundings(folder: Path, kind: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], counting.FOLDER: str(folder), counting.KIND: kind}


def counting_process(folder: Path, kind: str, *numbers: int) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", COUNT, *map(str, numbers)],
        cwd=ROOT,
        env=surroundings(folder, kind),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def total(folder: Path) -> float:
    line = [sys.executable, "-c", TOTAL]
    return float(subprocess.check_output(line, cwd=ROOT, env=surroundings(folder, "asking"), text=True))


def test_processes_and_their_children_are_added_up_and_the_dead_still_count(tmp_path: Path) -> None:
    counting.begin(tmp_path, "web")
    web, quick = counting_process(tmp_path, "web", 1, 10), counting_process(tmp_path, "quick", 100)
    assert total(tmp_path) == 111

    end(web)
    end(quick)

    assert total(tmp_path) == 111


def test_next_one_of_a_kind_forgets_its_dead_and_nobody_else(tmp_path: Path) -> None:
    dead, living, other = (counting_process(tmp_path, kind, n) for kind, n in (("web", 1), ("web", 10), ("bulk", 100)))
    end(dead)
    end(other)

    counting.begin(tmp_path, "web")

    assert total(tmp_path) == 110
    end(living)


def test_files_are_written_in_full_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of a mapped file for which a full disk has no room kills whoever touches it."""
    for name, value in counting.begin(tmp_path, "web").items():
        monkeypatch.setenv(name, value)

    name = counting.identifier()

    files = [tmp_path / f"{sort}_{name}.db" for sort in counting.SORTS]
    assert [file.stat().st_size for file in files] == [counting.SIZE] * 2
    assert all(file.stat().st_blocks * 512 >= counting.SIZE for file in files)
    assert counting.identifier() == name


def test_full_disk_is_told_by_an_error_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in counting.begin(tmp_path, "full").items():
        monkeypatch.setenv(name, value)
    room, write = [counting.SIZE], os.pwrite  # for one file, not for two

    def write_while_there_is_room(descriptor: int, data: bytes, offset: int) -> int:
        return write(descriptor, data, offset) if room and room.pop() else len(data) // 2

    monkeypatch.setattr(os, "pwrite", write_while_there_is_room)
    opened = set(Path("/proc/self/fd").iterdir())

    with pytest.raises(OSError, match="No space left"):
        counting.identifier()

    assert list(tmp_path.iterdir()) == []
    assert set(Path("/proc/self/fd").iterdir()) == opened


def test_full_disk_keeps_no_process_from_starting_and_working(tmp_path: Path) -> None:
    """What happens meanwhile is not counted; once there is room again, the rest is."""
    line = [sys.executable, "-c", ON_A_FULL_DISK]

    assert subprocess.check_output(line, cwd=ROOT, env=surroundings(tmp_path, "web"), text=True) == "1.0\n"
