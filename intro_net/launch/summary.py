"""A pytest plugin: writes what each test did, took and recorded (`record_property`) as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

UNFINISHED = "interrupted"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--summary", help="write each test's outcome, seconds and recorded properties to this file")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--summary")
    if path and not hasattr(config, "workerinput"):  # pytest-xdist's workers report to the one process that writes
        config.pluginmanager.register(Summary(Path(path)))


class Summary:
    """Written when a test begins and when it has ended, so that whatever stops the run leaves what is known by then. A
    test has passed once its teardown is over; until then nobody knows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.tests[nodeid] = {"name": nodeid, "outcome": UNFINISHED, "seconds": 0.0}
        self._write()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = self.tests[report.nodeid]
        test["seconds"] = round(test["seconds"] + report.duration, 2)
        if not report.passed:
            test["outcome"] = report.outcome
        elif report.when == "teardown" and test["outcome"] == UNFINISHED:
            test["outcome"] = "passed"
        test.update(report.user_properties)

    def pytest_runtest_logfinish(self) -> None:
        self._write()

    def _write(self) -> None:
        whole = self.path.with_suffix(".new")
        whole.write_text(json.dumps(list(self.tests.values()), default=str))
        whole.replace(self.path)
