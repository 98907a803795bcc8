"""Reads the Dockerfile, and lays out in a folder what the image would hold: no Docker is needed for it."""

import json
import re
import shlex
import shutil
from pathlib import Path

from intro_net.launch.places import ROOT

LINES = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text()).splitlines()


def last(instruction: str) -> str:
    """An instruction replaces the one before it."""
    return [line.partition(" ")[2] for line in LINES if line.startswith(f"{instruction} ")][-1]


def words(instruction: str) -> list[str]:
    found: list[str] = json.loads(last(instruction))
    return found


def healthcheck() -> list[str]:
    found: list[str] = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    return found


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shlex.split(last("ENV")))


def collecting() -> tuple[dict[str, str], list[str]]:
    """The environment and the words of the step that collects the static files."""
    return _step("collectstatic")


def making_towns() -> tuple[dict[str, str], list[str]]:
    return _step("make_towns")


def _step(command: str) -> tuple[dict[str, str], list[str]]:
    step = shlex.split(next(line for line in LINES if command in line).removeprefix("RUN "))
    settings = [word for word in step if "=" in word]
    return dict(pair.split("=", 1) for pair in settings), step[len(settings) :]


def copied() -> list[tuple[str, str]]:
    pairs = []
    for line in LINES:
        if line.startswith("COPY ") and "--from" not in line:
            *sources, target = shlex.split(line.removeprefix("COPY "))
            pairs += [(source, target) for source in sources]
    return pairs


def lay_out(folder: Path) -> None:
    """As COPY does it: a folder's content goes into the target, a file beside it."""
    for source, target in copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, folder / target)
