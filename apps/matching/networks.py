"""Networks in files, as the engine is judged on them; the same files that are imported."""

from collections.abc import Iterator
from pathlib import Path

from apps.introductions.network_import.files import Problems, not_there, rows
from apps.matching.engine.measuring import Given


def read_network(folder: Path) -> Given:
    """Raises BadNetwork. Kinds and traits are taken as they are."""
    problems = Problems()
    numbers = {person: number for number, person in enumerate(_people(folder, problems))}
    # Numbers that are numbers already stay as they are, so that the same ties are hidden wherever it is measured.
    ids = {person: int(person) for person in numbers} if all(map(_is_number, numbers)) else numbers
    traits = [(ids[one], kind, trait) for one, kind, trait in _known(folder, "traits.csv", (0,), ids, problems)]
    ties = [(ids[one], ids[other]) for one, other in _known(folder, "ties.csv", (0, 1), ids, problems)]
    circles = [(circle, ids[one]) for circle, one in _known(folder, "circles.csv", (1,), ids, problems)]
    problems.stop()
    return Given(sorted(ids.values()), traits, sorted({(min(tie), max(tie)) for tie in ties}), circles)


def _people(folder: Path, problems: Problems) -> list[str]:
    found = sorted({row["id"] for _line, row in rows(folder, "people.csv", problems)})
    if "people.csv" in problems.unread:
        problems.stop()
    return found


def _is_number(person: str) -> bool:
    """Written as it is everywhere: 7, but not 07."""
    return person.isascii() and person.isdigit() and str(int(person)) == person


def _known(
    folder: Path, file: str, who: tuple[int, ...], ids: dict[str, int], problems: Problems
) -> Iterator[tuple[str, ...]]:
    """The first columns of each row whose people there are. who: in which columns they stand."""
    width = 3 if file == "traits.csv" else 2
    for line, row in rows(folder, file, problems):
        values = tuple(row.values())[:width]
        strangers = [values[at] for at in who if values[at] not in ids]
        if strangers:
            problems.add(file, line, not_there(strangers[0]))
        else:
            yield values
