"""Makes .venv and keeps its packages at what the requirements say."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from intro_net.launch import disk
from intro_net.launch.children import watch
from intro_net.launch.lock import only_one_installing
from intro_net.launch.places import PYTHON, ROOT, VENV, log, shown
from intro_net.launch.progress import Progress
from intro_net.launch.trouble import Trouble

RUN = ("requirements.txt",)
DEVELOP = ("requirements.txt", "requirements-dev.txt")  # the second one includes the first
# Pinned packages of which the index knows no version at all: it was not reached.
OFFLINE = ("(from versions: none)", "NewConnectionError", "Max retries exceeded", "Name or service not known")


def ready(files: tuple[str, ...], progress: Progress) -> None:
    """Afterwards .venv has what the last of the files asks for."""
    if _stamp(files).exists() and _works():
        return
    with only_one_installing(progress):
        if not _works():
            _make(progress)
        if not _stamp(files).exists():
            _install(files[-1], progress)
            for old in VENV.glob(f"{files[-1]}.*"):
                old.unlink()
            _stamp(files).touch()


def _stamp(files: tuple[str, ...]) -> Path:
    content = b"".join((ROOT / name).read_bytes() for name in files)
    return VENV / f"{files[-1]}.{hashlib.sha256(content).hexdigest()[:16]}"


def _works() -> bool:
    """There is an interpreter, and it is not one of a Python that has since gone or moved."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0


def _make(progress: Progress) -> None:
    disk.need(disk.FOR_PACKAGES, ROOT, "the packages")
    progress.step("Making .venv")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if importlib.util.find_spec("ensurepip") is None:
        command.append("--without-pip")
    output = log("install")
    if watch(command, dict(os.environ), output, progress, "Making .venv"):
        raise Trouble(f".venv could not be made. {shown(output)} says why.")


def _install(file: str, progress: Progress) -> None:
    output = log("install")
    begin = output.stat().st_size if output.exists() else 0
    progress.step(f"Installing what {file} lists (pip writes to {shown(output)})")
    with output.open("a") as opened:
        opened.write(f"\n{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {file}\n")
    command = [*_pip(), "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    if watch([*command, "-r", str(ROOT / file)], dict(os.environ), output, progress, "pip"):
        raise _reason(output, begin)
    progress.step("Packages are installed")


def _pip() -> list[str]:
    """The environment's own pip, else this Python's working on the environment."""
    for command in ([str(PYTHON), "-m", "pip"], [sys.executable, "-m", "pip", "--python", str(PYTHON)]):
        if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode == 0:
            return command
    raise Trouble(
        "This Python can install no packages: it has neither ensurepip nor pip 22.3 or newer. Install one of them "
        "(on Debian: apt install python3-venv) and start again."
    )


def _reason(output: Path, begin: int) -> Trouble:
    with output.open("rb") as opened:
        opened.seek(begin)
        said = opened.read().decode(errors="replace")
    if "No space left on device" in said:
        return Trouble("The disk is full, and the packages do not fit. Make room and start again.")
    if any(sign in said for sign in OFFLINE):
        return Trouble(
            f"The packages could not be downloaded: no way to the package index. Connect to the network and start "
            f"again ({shown(output)} has the details)."
        )
    return Trouble(f"The packages could not be installed. {shown(output)} says why.")
