import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from intro_net.launch import packages
from intro_net.launch.children import INTERRUPTED, run
from intro_net.launch.places import PYTHON, ROOT, tests_environment
from intro_net.launch.progress import Progress

ALL = ("tests/faults", "tests/privacy")


def soak(words: Sequence[str]) -> int:
    """Fault and privacy tests at their full sizes, or those that are named. Standard output is JSON and nothing else,
    also when it is stopped; pytest speaks on the other one."""
    progress = Progress(sys.stderr)
    packages.ready(packages.DEVELOP, progress)
    with tempfile.TemporaryDirectory() as folder:
        summary = Path(folder) / "summary.json"
        plugin = ["-p", "intro_net.launch.summary", f"--summary={summary}"]
        named = any("/" in word and (ROOT / word.partition("::")[0]).exists() for word in words)
        command = [str(PYTHON), "-m", "pytest", *plugin, *(() if named else ALL), *words]
        try:
            code = run(command, tests_environment(SOAK="1"), output=sys.stderr)
        except KeyboardInterrupt:
            code = INTERRUPTED
        found = json.loads(summary.read_text()) if summary.exists() else []
    print(json.dumps({"seconds": round(progress.seconds, 1), "ok": code == 0, "tests": found}, indent=2))
    return code
