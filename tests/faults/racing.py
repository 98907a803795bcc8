"""Many races, a few at a time: two people, each in a thread with a connection of its own, who do something about the
same introduction in the same moment. Who starts first is chance, and chance waits before every query."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from apps.mail.errors import DomainError

# Seconds: chance waits up to so long before one in so many queries; so much later the second may start.
PAUSE, ONE_IN, HEAD_START = 0.004, 4, 0.04

Act = Callable[[], object]


@dataclass(slots=True)
class Outcome:
    """Of one of the two."""

    refused: DomainError | None = None
    broke: Exception | None = None


@dataclass(slots=True)
class Race:
    """`is_fine` is asked once both are through."""

    first: Act
    second: Act
    is_fine: Callable[[], bool]
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        return [f"{type(one.broke).__name__}: {one.broke}" for one in self.outcomes if one.broke]

    @property
    def violated(self) -> bool:
        return bool(self.broken) or not self.is_fine()


@dataclass(frozen=True, slots=True)
class Result:
    races: int
    violations: int
    broken: Counter[str]
    refusals: int

    def __str__(self) -> str:
        return f"{self.races} races, {self.violations} violations, {self.refusals} refusals, {dict(self.broken)}"


def run(races: Sequence[Race], *, seed: int, at_once: int) -> Result:
    """At most `at_once` races at a time. A thread keeps its connection until all are over."""
    pool = ThreadPoolExecutor(2 * at_once)
    turns = threading.Semaphore(at_once)
    try:
        waiting = []
        for number, race in enumerate(races):
            turns.acquire()
            waiting += _start(race, random.Random(f"{seed} {number}"), pool, turns)
        for one in waiting:
            one.result()
    finally:
        _close_all(pool, 2 * at_once)
    violated = [race for race in races if race.violated]
    broken = Counter(text.splitlines()[0] for race in races for text in race.broken)
    refusals = sum(one.refused is not None for race in races for one in race.outcomes)
    return Result(len(races), len(violated), broken, refusals)


def _start(race: Race, dice: random.Random, pool: ThreadPoolExecutor, turns: threading.Semaphore) -> list[Any]:
    together = threading.Barrier(2)
    late = dice.choice([0, 1])
    delays = [dice.uniform(0, HEAD_START) if place == late else 0.0 for place in (0, 1)]
    seeds = [dice.random(), dice.random()]

    def act(place: int) -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(30)
        time.sleep(delays[place])
        race.outcomes.append(_acted((race.first, race.second)[place], random.Random(seeds[place])))
        if together.wait(60) == 0:
            turns.release()

    return [pool.submit(act, place) for place in (0, 1)]


def _acted(act: Act, dice: random.Random) -> Outcome:
    def with_pauses(execute: Callable[..., Any], *words: Any) -> Any:
        if dice.randrange(ONE_IN) == 0:
            time.sleep(dice.uniform(0, PAUSE))
        return execute(*words)

    with connection.execute_wrapper(with_pauses):
        try:
            act()
        except DomainError as error:
            return Outcome(refused=error)
        except Exception as error:
            return Outcome(broke=error)
    return Outcome()


def _close_all(pool: ThreadPoolExecutor, threads: int) -> None:
    """Each thread its own, all at the same time so that none does it twice."""
    together = threading.Barrier(threads)

    def close() -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(10)
        connection.close()

    for _ in range(threads):
        pool.submit(close)
    pool.shutdown()
