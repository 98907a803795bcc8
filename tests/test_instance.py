"""The instances of the tests clean up behind themselves."""

from pathlib import Path

import pytest

from tests.instance import Instance

INSIDE = ["settings.DATA_DIR", "os.getpid()", "os.getpid()"]
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


def test_code_runs_in_a_process_of_its_own_each_time_and_tells_why_it_failed(
    tmp_path: Path,
) -> None:
    instance = Instance(tmp_path, sink=None)
    try:
        whose = [instance.python(f"import os; from django.conf import settings; print({what})") for what in INSIDE]
        with pytest.raises(AssertionError, match=r"(?s)said before.*KeyError: 'lost'"):
            instance.python("print('said before'); {}['lost']")
        with pytest.raises(AssertionError):
            instance.python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        assert instance.python("print('goes on')") == "goes on\n"
    finally:
        instance.drop()

    assert whose[0].strip() == str(instance.data)
    assert whose[1] != whose[2]
