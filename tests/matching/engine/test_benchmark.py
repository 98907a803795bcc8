import json

import pytest

from benchmarks.matching import main


def test_benchmark_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["matching", "--people", "200", "--json"])

    main()

    found = json.loads(capsys.readouterr().out)
    assert (found["people"], found["pairs"] > 0) == (200, True)
