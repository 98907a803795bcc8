"""A pytest plugin: writes what each test did, took and recorded (`record_property`) as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--summary", help="write each test's outcome, seconds and recorded properties to this file")


def pytest_configure(config: pytest.Config) -> None:
    if path := config.getoption("--summary"):
        config.pluginmanager.register(Summary(Path(path)))


class Summary:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = self.tests.setdefault(report.nodeid, {"name": report.nodeid, "outcome": "passed", "seconds": 0.0})
        test["seconds"] = round(test["seconds"] + report.duration, 2)
        if not report.passed:
            test["outcome"] = report.outcome
        test.update(report.user_properties)

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps(list(self.tests.values()), default=str))
