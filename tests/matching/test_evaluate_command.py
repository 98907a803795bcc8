import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.matching.networks import read_network


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """Six groups of eight, who know each other and say the same of themselves."""
    people = range(48)
    ties = [(a, b) for a in people for b in people if a < b and a // 8 == b // 8 and (a + b) % 3]
    write(tmp_path, "people.csv", "id", [[person] for person in people])
    write(tmp_path, "traits.csv", "person_id,kind,trait", [[person, "group", person // 8] for person in people])
    write(tmp_path, "ties.csv", "a,b", ties)
    return tmp_path


def write(folder: Path, name: str, head: str, rows: Iterable[Iterable[object]]) -> None:
    (folder / name).write_text("\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n")


def evaluate(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("evaluate", str(folder), "--seeds", "1", "2", *options, stdout=out)
    return out.getvalue()


def test_evaluate_finds_hidden_ties_and_says_how_well(village: Path) -> None:
    found = json.loads(evaluate(village, "--json", "--length", "5"))

    assert set(found) == {"warm", "cold"}  # there are no circles that newcomers could have kept
    assert found["cold"]["hit"] > 0.8
    assert found["cold"]["recall"] > 2 * 5 / 47  # twice what chance gives
    assert found["cold"]["no_list"] == 0
    assert found["warm"]["seconds"] >= 0


def test_evaluate_prints_a_line_for_each_setting(village: Path) -> None:
    write(village, "circles.csv", "circle_id,person_id", [["a", 1], ["a", 2], ["b", 3]])

    lines = evaluate(village, "--hidden", "cold", "cold_circles").splitlines()

    assert lines[0].split() == ["hit", "recall", "mrr", "ndcg", "gini", "never_shown", "no_list", "asked", "seconds"]
    assert [line.split()[0] for line in lines[1:-1]] == ["cold", "cold_circles"]
    assert all(len(line.split()) == 10 for line in lines[1:-1])
    assert lines[-1].endswith("ties: below some hundreds these figures say little.")


def test_as_served_is_told_beside_it(village: Path) -> None:
    found = json.loads(evaluate(village, "--json", "--as-served", "--hidden", "warm"))["warm"]
    lines = evaluate(village, "--as-served", "--hidden", "warm").splitlines()

    assert 0 < found["served_precision"] <= 1
    assert 0 < found["served_coverage"] <= found["served_in_circles"] == 1
    assert 1 <= found["served_reasons"] <= 3
    assert lines[3].split() == ["as", "served", "precision", "coverage", "in_circles", "reasons"]
    assert lines[4].split()[0:2] == ["warm", f"{found['served_precision']:.3f}"]


def test_targets_are_told_beside_what_was_reached(village: Path, tmp_path: Path) -> None:
    easy, hard = {"ndcg": 0.1, "gini<=": 1, "served_coverage": 0.1}, {"ndcg": 0.1, "hit": 1.01}
    (tmp_path / "easy.json").write_text(json.dumps({village.name: {"warm": easy}}))
    (tmp_path / "hard.json").write_text(json.dumps({village.name: {"warm": easy, "cold": hard}}))

    last = evaluate(village, "--as-served", "--targets", str(tmp_path / "easy.json")).splitlines()[-1]
    assert last.startswith("warm ")
    assert "(>= 0.100)   gini" in last
    assert "MISSED" not in last
    with pytest.raises(CommandError, match="Targets that are missed: 1"):
        evaluate(village, "--as-served", "--json", "--targets", str(tmp_path / "hard.json"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{}", "has no targets for"),
        ("[1]", "holds no targets. They look like"),
        ("no json", "holds no targets"),
        (None, "cannot be read"),
        ('{"NAME": {"warm": {"beauty": 1}}}', "There is no figure beauty"),
    ],
)
def test_targets_that_say_nothing_say_what_to_do(village: Path, content: str | None, sentence: str) -> None:
    file = village / "targets.json"
    if content is not None:
        file.write_text(content.replace("NAME", village.name))

    with pytest.raises(CommandError, match=sentence):
        evaluate(village, "--hidden", "warm", "--targets", str(file))


def test_ids_that_are_no_numbers_are_numbered_by_name(tmp_path: Path) -> None:
    write(tmp_path, "people.csv", "id", [["eva"], ["ana"]])
    write(tmp_path, "ties.csv", "a,b", [["eva", "ana"]])

    network = read_network(tmp_path)

    assert (network.people, network.ties) == ([0, 1], [(0, 1)])


def test_numbers_that_are_written_in_two_ways_are_two_people(tmp_path: Path) -> None:
    write(tmp_path, "people.csv", "id", [["7"], ["07"]])
    write(tmp_path, "ties.csv", "a,b", [["7", "07"]])

    network = read_network(tmp_path)

    assert (network.people, network.ties) == ([0, 1], [(0, 1)])


def test_a_seed_that_hides_nothing_says_so(village: Path) -> None:
    write(village, "ties.csv", "a,b", [[number, number + 1] for number in range(10)])

    with pytest.raises(CommandError, match="cold hides no tie with seed"):
        evaluate(village, "--hidden", "cold", "--seeds", *map(str, range(40)))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([[1, 99]], "ties.csv line 2: Person 99 is not in people.csv"),
        ([[1, 2]], "has 1 ties. At least ten are needed"),
        ([[1]], "ties.csv line 2"),
    ],
)
def test_what_cannot_be_judged_says_what_to_do(village: Path, rows: list[list[int]], sentence: str) -> None:
    write(village, "ties.csv", "a,b", rows)

    with pytest.raises(CommandError, match=sentence):
        evaluate(village)


def test_a_folder_without_people_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no people\.csv"):
        evaluate(tmp_path)
