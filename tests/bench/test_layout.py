from itertools import combinations

import networkx as nx
import numpy as np

from apps.bench.picture.forces import settle
from apps.bench.picture.labels import place_labels
from apps.bench.picture.layout import CELL, MARGIN, lay_out


def network(count: int, ties: float, seed: int = 7) -> list[tuple[int, int]]:
    return list(nx.gnp_random_graph(count, ties, seed=seed).edges)


def test_people_without_ties_stand_in_rows() -> None:
    found = lay_out(10, [])

    rows = [(MARGIN + CELL[0] * (i % 8), MARGIN + CELL[1] * (i // 8)) for i in range(10)]
    assert found.points.tolist() == [list(row) for row in rows]


def test_two_who_are_tied_stand_nearer_than_strangers() -> None:
    points = lay_out(4, [(0, 1), (2, 3)]).points
    apart = {two: float(np.linalg.norm(points[two[0]] - points[two[1]])) for two in combinations(range(4), 2)}

    assert sorted(apart, key=lambda two: apart[two])[:2] in ([(0, 1), (2, 3)], [(2, 3), (0, 1)])


def test_layout_is_the_same_for_the_same_people() -> None:
    ties = network(120, 0.05)

    one, other = lay_out(120, ties), lay_out(120, [(b, a) for a, b in reversed(ties)])

    assert np.array_equal(one.points, other.points)


def test_everybody_stands_inside() -> None:
    found = lay_out(200, network(200, 0.01))

    assert (found.points >= MARGIN / 2).all()
    assert (found.points <= [found.width - MARGIN / 2, found.height - MARGIN / 2]).all()


def test_no_two_labels_of_three_hundred_collide_and_nearly_all_find_room() -> None:
    for ties in (0.0, 0.005, 0.08):
        labels = place_labels(lay_out(300, network(300, ties)).points, [("Maximilian", "MK")] * 300)
        boxes = [label.box for label in labels if label]
        for (l1, t1, r1, b1), (l2, t2, r2, b2) in combinations(boxes, 2):
            assert l1 >= r2 or l2 >= r1 or t1 >= b2 or t2 >= b1
        assert len(boxes) >= 290


def test_label_falls_back_to_initials_and_then_to_nothing() -> None:
    points = np.array([[100.0, 100.0], [150.0, 100.0], [150.0, 101.0], [150.0, 99.0]])

    found = place_labels(points, [("Maximilian", "MK")] * 4)

    assert [label.text if label else None for label in found] == ["Maximilian", "Maximilian", "MK", None]


def test_two_tied_points_come_to_rest_at_the_ideal_distance() -> None:
    """Push and pull are equal there: ideal² / distance = distance² / ideal."""
    points = settle(2, np.array([[0, 1]]), steps=400, seed=1)

    assert abs(float(np.linalg.norm(points[0] - points[1])) - np.sqrt(1 / 2)) < 0.01


def test_friends_stand_nearer_than_others_in_a_circle_of_groups() -> None:
    groups = [range(start, start + 20) for start in range(0, 100, 20)]
    ties = [two for group in groups for two in combinations(group, 2)] + [(i, i + 20) for i in range(0, 80, 20)]
    points = lay_out(100, ties).points / CELL
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    same = np.equal.outer(np.arange(100) // 20, np.arange(100) // 20)

    assert apart[same].mean() < 0.7 * apart[~same].mean()
