"""manage.py shell, with a Django that is started once for an instance and forked for each code: starting it anew takes
longer than most of what is run in it."""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent


class Shell:
    """What runs in it has connections, memory and random numbers of its own, as in a process started for it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        command = [sys.executable, "-m", "tests.shell"]
        pipe = subprocess.PIPE
        self._server = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdin=pipe, stdout=pipe, text=True)

    def run(self, code: str) -> str:
        """What it printed; an AssertionError with everything it said when it fails."""
        assert self._server.stdin
        assert self._server.stdout
        with tempfile.TemporaryDirectory() as folder:
            self._server.stdin.write(json.dumps({"code": code, "folder": folder}) + "\n")
            self._server.stdin.flush()
            ended = self._server.stdout.readline()
            output, errors = ((Path(folder) / name).read_text() for name in ("output", "errors"))
        assert ended == "0\n", output + errors
        return output

    def close(self) -> None:
        with self._server:
            pass


def serve() -> None:
    import django
    from django.db import connections

    django.setup()
    connections.close_all()
    for line in sys.stdin:
        asked = json.loads(line)
        for name in ("output", "errors"):
            (Path(asked["folder"]) / name).touch()
        pid = os.fork()
        if not pid:
            _run(**asked)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(code: str, folder: str) -> None:
    from django.core.management import execute_from_command_line

    for number, (name, mode) in enumerate([(os.devnull, "r"), ("output", "w"), ("errors", "w")]):
        with (Path(folder) / name).open(mode) as file:
            os.dup2(file.fileno(), number)
    ended = 1
    try:
        execute_from_command_line(["manage.py", "shell", "-v0", "-c", code])
        ended = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended)


if __name__ == "__main__":
    serve()
