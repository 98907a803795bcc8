"""What leaves for a Sentry: the kind of the error and its place, and nothing of anyone."""

import os
import subprocess
import sys
from pathlib import Path

from intro_net.launch.places import ROOT
from intro_net.sentry import PACKAGE


def start(dsn: str, folder: Path, *, blocked: bool = False) -> str:
    """What a start says."""
    hide = "import sys; sys.modules['sentry_sdk'] = None; " if blocked else ""
    code = f"{hide}import django; django.setup(); print('started')"
    settled = {"DJANGO_SETTINGS_MODULE": "intro_net.settings", "DEBUG": "1", "DATA_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SENTRY_DSN": dsn} | settled,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).strip()


def test_missing_package_stops_the_start_and_says_what_to_install(tmp_path: Path) -> None:
    said = start("https://key@sentry.example.org/1", tmp_path, blocked=True)

    assert said == f"Intro Net cannot start: SENTRY_DSN is set and its package is missing. Run: pip install {PACKAGE}"
    assert PACKAGE in (ROOT / "requirements-dev.txt").read_text()
    assert start("", tmp_path, blocked=True) == "started"


def test_malformed_dsn_stops_the_start(tmp_path: Path) -> None:
    assert start("nonsense", tmp_path).startswith("Intro Net cannot start: SENTRY_DSN is not readable.")
