"""The picture of an introduction's states in docs/architecture.md shows the moves of the table, and no others."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from apps.introductions.models import Introduction

ARCHITECTURE = Path(settings.BASE_DIR) / "docs" / "architecture.md"
ARROW = "►"


def drawing() -> list[str]:
    section = ARCHITECTURE.read_text().partition("## An introduction's states")[2]
    return section.split("```")[1].splitlines()


def state_at(line: str, place: int) -> str | None:
    """The state whose name stands over this place of the line, or begins right after it."""
    for state in Introduction.State.values:
        for found in re.finditer(rf"(?<!\w){state.replace('_', ' ')}(?!\w)", line):
            named_before = found.start() and line[: found.start()].endswith("not ")
            if not named_before and found.start() <= place + 2 and place < found.end():
                return str(state)
    return None


def origin(lines: list[str], row: int, column: int) -> str | None:
    """Where the line comes from that ends here, up to its corner."""
    while lines[row][column] in "└│":
        row -= 1
    return state_at(lines[row], column)


def moves(lines: list[str]) -> Iterator[tuple[str | None, str | None]]:
    for row, line in enumerate(lines):
        for arrow in re.finditer(ARROW, line):
            begin = len(line[: arrow.start()].rstrip("─ ")) - 1
            yield origin(lines, row, begin), state_at(line, arrow.start())


def test_the_drawing_shows_the_moves_of_the_table_and_no_others() -> None:
    drawn = list(moves(drawing()))

    table = {(str(old), str(new)) for old, news in Introduction.TRANSITIONS.items() for new in news}
    assert set(drawn) == table
    assert len(drawn) == len(table)


def test_a_move_that_is_drawn_too_much_or_missing_is_noticed() -> None:
    back = [line.replace("asked ──", "made ──").replace("► made", "► asked") for line in drawing()]
    short = [line for line in drawing() if "not made" not in line]

    assert ("made", "asked") in set(moves(back))
    assert set(moves(short)) == {("asked", "made")}
