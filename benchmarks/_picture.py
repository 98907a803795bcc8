"""The measuring of benchmarks/circle_picture.py, inside its instance."""

import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import networkx as nx
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.bench.picture.layout import lay_out
from apps.bench.picture.network import read_network
from apps.circles.models import Circle
from apps.introductions.models import Connection
from apps.matching.services.refreshing import refresh_circle
from tests.faults.scenes import large_circle

GROUP, WITHIN, ACROSS = 25, 6, 1  # people in one, ties of each in it and out of it


def fill(people: int) -> None:
    """Groups of people who know many of each other and a few of the others, as circles of friends are."""
    pk, rng = large_circle(people), random.Random(7)
    circle = Circle.objects.get(pk=pk)
    ids = sorted(circle.memberships.filter(role="member").values_list("user_id", flat=True))
    pairs = set[tuple[int, int]]()
    for place, one in enumerate(ids):
        start = place // GROUP * GROUP
        others = rng.sample(ids[start : start + GROUP], WITHIN) + rng.sample(ids, ACROSS)
        pairs |= {(min(one, other), max(one, other)) for other in others if other != one}
    origin, now = Connection.Origin.ACQUAINTANCE, timezone.now()
    Connection.objects.bulk_create(
        Connection(low_id=low, high_id=high, origin=origin, circle=circle, since=now) for low, high in sorted(pairs)
    )
    refresh_circle(pk, at=now)


def milliseconds(call: Callable[[], object], times: int) -> list[float]:
    call()
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        took.append((time.perf_counter() - begin) * 1000)
    return took


def before(count: int, pairs: list[tuple[int, int]]) -> None:
    """As the people were placed before: this part of lay_out alone."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    nx.spring_layout(graph, iterations=50 if count < 500 else 20, seed=1, method="force")


def measure(times: int) -> dict[str, Any]:
    circle = Circle.objects.get(tag="crowd")
    curator = circle.memberships.filter(role="curator")[0].user
    client, url = Client(), reverse("bench:picture", args=[circle.tag])
    client.force_login(curator)
    page = milliseconds(lambda: client.get(url), times)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    network = read_network(circle, curator=curator, at=timezone.now(), today=timezone.localdate())
    places = {user_id: place for place, user_id in enumerate(network.people)}
    pairs = [(places[tie.people[0]], places[tie.people[1]]) for tie in network.ties]
    ours = median(milliseconds(lambda: lay_out(len(places), pairs), times))
    first = median(milliseconds(lambda: before(len(places), pairs), times))
    return {
        "people": len(places),
        "ties": len(pairs),
        "queries": len(queries),
        "page_median_ms": round(median(page)),
        "page_slowest_ms": round(max(page)),
        "layout_ms": round(ours),
        "networkx_layout_ms": round(first),
        "ratio": round(ours / first, 2),
    }
