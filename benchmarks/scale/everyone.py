"""A circle in which everybody is: how long it takes, how much memory, and how much of the best is found."""

import argparse
import json
import resource
from dataclasses import replace
from time import perf_counter

import numpy as np

from apps.matching.engine import DEFAULTS, CircleFacts
from apps.matching.engine.arrays import Ints, offsets_of
from apps.matching.engine.ranking.weights import SHIPPED
from apps.matching.engine.scoring import Scorer, score_circle, scorer_of
from apps.matching.engine.selection import Pairs
from benchmarks.scale.facts import circle_facts
from benchmarks.scale.network import network

# On lists that are compared.
BEST = 10


def everyone(people: int, seed: int) -> CircleFacts:
    whole = network(people, seed)
    return circle_facts(whole, np.arange(people), whole.holders, offsets_of(whole.owners, people))


def loss(facts: CircleFacts, asked: int, seed: int) -> dict[str, float]:
    """So many people's lists, against all of the circle."""
    rows = np.sort(np.random.default_rng(seed).choice(len(facts.members), asked, replace=False))
    wide = scorer_of(facts, replace(DEFAULTS, wide_from=0), SHIPPED)
    exact = scorer_of(facts, replace(DEFAULTS, wide_from=len(facts.members)), SHIPPED)
    found, seconds = {}, {}
    for name, scorer in (("wide", wide), ("exact", exact)):
        scorer.best(rows[:1])  # compiles
        begin = perf_counter()
        found[name] = lists(scorer, rows)
        seconds[name] = perf_counter() - begin
    shares = [len(set(found["exact"][row]) & set(found["wide"][row])) / len(found["exact"][row])
              for row in rows.tolist() if found["exact"][row]]  # fmt: skip
    return {"asked": asked, "found": float(np.mean(shares)), **{f"{name}_s": took for name, took in seconds.items()}}


def lists(scorer: Scorer, rows: Ints) -> dict[int, list[int]]:
    found: Pairs = scorer.best(rows)
    order = np.lexsort((found.other, -found.worth, found.person))
    best: dict[int, list[int]] = {row: [] for row in rows.tolist()}
    for person, other in zip(found.person[order].tolist(), found.other[order].tolist(), strict=True):
        best[person].append(other)
    return {person: some[:BEST] for person, some in best.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--asked", type=int, default=0, help="so many people's lists are compared with exact ones")
    args = parser.parse_args()
    facts = everyone(args.people, args.seed)
    if args.asked:
        told: dict[str, float] = loss(facts, args.asked, args.seed)
    else:
        begin = perf_counter()
        pairs = len(score_circle(facts, settings=replace(DEFAULTS, wide_from=0)))
        told = {"pairs": pairs, "seconds": perf_counter() - begin}
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"people": args.people, **told, "peak_mib": round(mib)}))


if __name__ == "__main__":
    main()
