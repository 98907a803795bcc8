"""What leaves for a Sentry: the kind of the error and its place, and nothing of anyone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intro_net.launch.places import ROOT
from intro_net.sentry import PACKAGE
from intro_net.version import VERSION
from tests.privacy.evidence import Evidence

WHOLE = pytest.mark.xdist_group("evidence")


def events(evidence: Evidence) -> list[dict[str, Any]]:
    return [json.loads(line) for envelope in evidence.envelopes for line in envelope.splitlines()[2::2]]


@WHOLE
def test_sentry_is_told_of_what_broke_and_of_nobody(evidence: Evidence) -> None:
    told = {event["transaction"]: [one["type"] for one in event["exception"]["values"]] for event in events(evidence)}

    assert told["tests.privacy.faulty.tasks.give_up"] == ["ValueError", "KeyError"]
    assert told["/broken/{token}/"][-1] == "ValueError"
    assert evidence.found_in("".join(evidence.envelopes)) == set()


@WHOLE
def test_sentry_event_leads_to_the_log_and_names_the_version(evidence: Evidence) -> None:
    assert {event["tags"]["request_id"] for event in events(evidence)} == {evidence.request_ids["broken"]}
    assert {event["release"] for event in events(evidence)} == {VERSION}


@WHOLE
def test_sentry_event_holds_neither_variables_nor_request_nor_messages(evidence: Evidence) -> None:
    for event in events(evidence):
        assert {"request", "user", "extra", "breadcrumbs", "contexts", "modules", "server_name"} & set(event) == set()
        assert {one["value"] for one in event["exception"]["values"]} == {""}
        frames = [frame for one in event["exception"]["values"] for frame in one["stacktrace"]["frames"]]
        assert not any("vars" in frame for frame in frames)


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
