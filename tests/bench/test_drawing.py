import pytest

from apps.bench.picture.drawing import FLOOD_OF_LINES, MANY_LINES, Drawing, Line

MANY, FLOOD = MANY_LINES, FLOOD_OF_LINES


@pytest.mark.parametrize(
    ("lines", "density"),
    [
        (0, ""),
        (MANY_LINES, ""),
        (MANY_LINES + 1, "dense"),
        (FLOOD_OF_LINES, "dense"),
        (FLOOD_OF_LINES + 1, "dense flood"),
    ],
)
def test_lines_are_fainter_the_more_there_are(lines: int, density: str) -> None:
    drawing = Drawing(100, 100, [Line(0, 0, 1, 1, "met")] * lines, [], [])

    assert drawing.density == density
