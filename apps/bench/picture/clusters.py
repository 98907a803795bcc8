"""A circle of more people than a picture holds, in groups of people who know each other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np

from apps.bench.picture.layout import SEED
from apps.bench.picture.network import Network

MOST = 500  # people in one picture
COLUMNS, STEP = 4, 220
FEWEST, MANY = 5, 20  # who know each other between two groups: below the first it is a few, however few
BEND = 0.18  # of a line between groups, as a part of its length


@dataclass(frozen=True, slots=True)
class Cluster:
    """People in the order of their names; number 1 is the largest, and says nothing of anybody."""

    number: int
    people: list[int]
    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class Link:
    """That people of two groups know each other, and whether few, several or many do: no number is told."""

    one: Cluster
    other: Cluster
    width: str

    @property
    def path(self) -> str:
        """Bent aside, so that it does not run behind what stands between."""
        one, other = self.one, self.other
        across, down = other.x - one.x, other.y - one.y
        middle_x, middle_y = (one.x + other.x) / 2 - down * BEND, (one.y + other.y) / 2 + across * BEND
        return f"M{one.x} {one.y}Q{middle_x:.0f} {middle_y:.0f} {other.x} {other.y}"


def links(network: Network, found: Sequence[Cluster]) -> list[Link]:
    """Of those who met or know each other, by the groups' numbers."""
    group_of = {user_id: cluster for cluster in found for user_id in cluster.people}
    between = Counter[tuple[int, int]]()
    for tie in network.ties:
        if tie.kind == "met":
            groups = {group_of[user_id].number for user_id in tie.people}
            between.update(combinations(sorted(groups), 2))
    by_number = {cluster.number: cluster for cluster in found}
    return [Link(by_number[a], by_number[b], _width(count)) for (a, b), count in sorted(between.items())]


def _width(count: int) -> str:
    return "few" if count < FEWEST else "several" if count < MANY else "many"


def clusters(network: Network) -> list[Cluster]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(network.people)
    graph.add_edges_from(pair for tie in network.ties for pair in combinations(tie.people, 2))
    tied = graph.subgraph(i for i in network.people if graph.degree(i))
    found = [_in_order(network, part) for part in nx.community.louvain_communities(tied, seed=SEED)]
    found.append([i for i in network.people if not graph.degree(i)])
    parts = [piece for part in found for piece in _pieces(part)]
    parts.sort(key=lambda part: (-len(part), part[0]))
    return [_circle(place, part, len(parts[0])) for place, part in enumerate(parts)]


def _in_order(network: Network, part: set[int]) -> list[int]:
    return [i for i in network.people if i in part]


def _pieces(part: Sequence[int]) -> list[list[int]]:
    """None of them holds more than a picture does."""
    return [list(part[start : start + MOST]) for start in range(0, len(part), MOST)]


def _circle(place: int, people: list[int], largest: int) -> Cluster:
    row, column = divmod(place, COLUMNS)
    radius = 24 + 76 * np.sqrt(len(people) / largest)
    return Cluster(place + 1, people, STEP // 2 + column * STEP, STEP // 2 + row * STEP, int(radius))
