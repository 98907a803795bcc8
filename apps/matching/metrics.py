"""How long the engine is at work, and how much it finds. Never for whom: a circle's number would say who is in it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from time import perf_counter

from prometheus_client import Counter, Histogram

BUCKETS = (0.05, 0.25, 1, 5, 20, 60, 300, 900)
SECONDS = Histogram("intro_net_refresh_seconds", "Seconds that a refresh took", ["extent"], buckets=BUCKETS)
PAIRS = Counter("intro_net_refresh_pairs", "Pairs that refreshes found", ["extent"])
STAGES = Counter("intro_net_refresh_stage_seconds", "Seconds that a refresh spent on what", ["stage"])
BROKEN = Counter("intro_net_refresh_broken", "Times that a circle could not be worked out")


class Stage(StrEnum):
    READ = "read"
    SCORE = "score"
    WRITE = "write"
    SWITCH = "switch"  # to the new generation, and taking the old one away


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    begin = perf_counter()
    yield
    with suppress(OSError):
        STAGES.labels(name.value).inc(perf_counter() - begin)


def count_broken() -> None:
    with suppress(OSError):
        BROKEN.inc()


@contextmanager
def measured(extent: str) -> Iterator[list[int]]:
    """Whoever refreshes puts the number of pairs into the list; what breaks off is not measured."""
    begin, found = perf_counter(), list[int]()
    yield found
    with suppress(OSError):  # a full disk: the refresh matters more than its being measured
        SECONDS.labels(extent).observe(perf_counter() - begin)
        PAIRS.labels(extent).inc(sum(found))
