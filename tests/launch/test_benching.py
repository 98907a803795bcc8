import pytest

from intro_net.launch import benching, packages
from intro_net.launch.trouble import Trouble


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is started, without Python and -m."""
    found: list[list[str]] = []

    def run(words: list[str], _environment: object) -> int:
        found.append(words[2:])
        return 0

    monkeypatch.setattr(packages, "ready", lambda *_: None)
    monkeypatch.setattr(benching, "run", run)
    return found


def test_from_the_first_dash_on_all_words_go_to_each_benchmark(begun: list[list[str]]) -> None:
    code = benching.bench(["matching", "lanes", "--people", "10000", "--json"])

    options = ["--people", "10000", "--json"]
    assert (code, begun) == (0, [["benchmarks.matching", *options], ["benchmarks.lanes", *options]])


def test_a_benchmark_that_there_is_not_is_told_with_those_there_are(begun: list[list[str]]) -> None:
    with pytest.raises(Trouble, match=r"no benchmark matchmaking\. There are: .*matching"):
        benching.bench(["matchmaking", "--people", "10"])

    assert begun == []
