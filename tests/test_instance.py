"""The instances of the tests clean up behind themselves."""

from pathlib import Path

import pytest

from tests.instance import Instance

OURS, THEIRS = "postgres://tests@127.0.0.1/tests", "postgres://tests@127.0.0.1:1234/elsewhere"


def test_instance_has_a_database_of_its_own_on_the_server_of_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", OURS)

    instance = Instance(tmp_path, sink=None)

    assert (instance.server, instance.environment["DATABASE_URL"]) == (OURS, OURS[: -len("tests")] + instance.name)


def test_instance_that_is_told_its_database_makes_none_on_the_server_of_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One was made there and, since the instance was then told of the other server, never dropped."""
    monkeypatch.setenv("DATABASE_URL", OURS)

    instance = Instance(tmp_path, sink=None, DATABASE_URL=THEIRS)

    assert (instance.server, instance.environment["DATABASE_URL"]) == ("", THEIRS)
