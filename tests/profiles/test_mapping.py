"""The map of a fact's surroundings: what is pressed is what was meant, and its names can be read."""

import pytest

from apps.profiles.mapping import SIZE, SPANS, Dot, drawn, moved, pressed
from apps.profiles.places import Point

SPRINGFIELD = Point(39.8, -89.64)


@pytest.mark.usefixtures("towns")
def test_towns_stand_where_they_are() -> None:
    found = {dot.name: dot for dot in drawn(SPRINGFIELD, 50).dots}

    chatham = found["Chatham"]  # 15 km to the south-west
    there = pressed(SPRINGFIELD, 50, chatham.x, chatham.y)
    assert there.km_to(Point(39.67616, -89.70455)) < 0.3
    assert chatham.x < SIZE / 2 < chatham.y


@pytest.mark.parametrize("span", SPANS)
def test_the_middle_is_the_fact_itself_and_the_edge_half_the_span_away(span: int) -> None:
    middle, edge = pressed(SPRINGFIELD, span, 144, 144), pressed(SPRINGFIELD, span, 288, 144)

    assert middle.km_to(SPRINGFIELD) < 1e-6
    assert edge.km_to(SPRINGFIELD) == pytest.approx(span / 2, rel=0.01)


@pytest.mark.parametrize("centre", [Point(-18, 179.99), Point(0, -180), Point(66.5, 180)])
def test_the_map_goes_on_across_the_date_line(centre: Point) -> None:
    east, west = moved(centre, 100, "east"), moved(centre, 100, "west")

    assert east.is_on_the_globe()
    assert west.is_on_the_globe()
    assert east.km_to(west) == pytest.approx(25, rel=0.01)


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize("centre", [Point(90, 0), Point(-90, 180)])
def test_the_poles_have_a_map_and_nothing_beyond(centre: Point) -> None:
    assert drawn(centre, 400).dots == []
    assert pressed(centre, 400, 144, 0 if centre.latitude > 0 else 288).is_on_the_globe() is False


@pytest.mark.usefixtures("towns")
def test_no_name_lies_on_another_or_leaves_the_map() -> None:
    assert {"Springfield", "Southern View"} <= {dot.name for span in SPANS for dot in drawn(SPRINGFIELD, span).dots}
    for span in SPANS:
        rows = [dot for dot in drawn(SPRINGFIELD, span).dots if dot.name]
        places = {(dot.text_x, dot.text_y // 15, dot.anchor) for dot in rows}
        assert len(places) == len(rows)
        others = [(one, dot) for one in rows for dot in drawn(SPRINGFIELD, span).dots if dot != one]
        assert [dot for one, dot in others if abs(dot.y - one.text_y) < 7 and _covers(one, dot.x)] == []
        assert all(0 <= dot.x <= SIZE and 0 <= dot.y <= SIZE for dot in rows)


def test_a_span_that_there_is_not_is_the_usual_one() -> None:
    assert (drawn(SPRINGFIELD, 7).span, drawn(SPRINGFIELD, 25).bar_km) == (25, 5)
    assert (drawn(SPRINGFIELD, 12).nearer, drawn(SPRINGFIELD, 400).further) == (None, None)


def _covers(named: Dot, x: int) -> bool:
    width = 6 * len(named.name)
    left = {"start": named.text_x, "end": named.text_x - width, "middle": named.text_x - width // 2}[named.anchor]
    return left < x < left + width
