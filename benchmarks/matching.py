"""A whole refresh beside the least that the database needs, and beside other ways to the same, in one run on one
machine: trust the ratios more than the seconds. Makes a PostgreSQL database of its own on the server of DATABASE_URL
(or on 127.0.0.1:5432), and drops it afterwards. What it is at stands on the error stream.

python -m benchmarks.matching --people 10000 [--json]
"""

import argparse
import json
import os
import sys
from time import perf_counter
from typing import Any

from benchmarks.scale.clock import Measured, measured
from benchmarks.scale.network import CIRCLES
from benchmarks.scale.server import private_database

# So many people, or rows, or circles of the ways that take too long for all; fewer where each takes longer.
SAMPLE, ROWS, SOME_CIRCLES = 200, 20_000, 2_000
STAGES = ("read", "score", "write", "switch")


def run(options: argparse.Namespace) -> dict[str, Any]:
    begin = perf_counter()
    with private_database(options.keep) as is_new:
        works, ways = _works(options, is_new=is_new), dict[str, Measured]()
        for number, (name, (work, *words)) in enumerate(works.items(), 1):
            print(f"{perf_counter() - begin:7.1f} s  {number} of {len(works)}: {name}", file=sys.stderr, flush=True)
            ways[name] = measured(work, *words)
    filled = ways.pop("fill").figures
    return {"people": options.people, "workers": options.workers, **filled, **_figures(ways)}


def _works(options: argparse.Namespace, *, is_new: bool) -> dict[str, tuple[Any, ...]]:
    """By name, in their order: what is measured, and with what."""
    people, seed, workers = options.people, options.seed, options.workers
    works: dict[str, tuple[Any, ...]] = {
        "fill": ("filling.fill" if is_new else "filling.as_new", people, seed),
        # Before the others, because it compiles what is compiled once for all.
        "kernel": ("kernel.kernel", people, seed, SOME_CIRCLES),
        "refresh": ("ours.refresh", workers),
        "io_floor": ("floor.floor",),
        "again": ("ours.refresh", workers),
        "change": ("ours.change", people, seed, options.changes),
        "size": ("ours.size",),
    }
    if options.without_rivals:
        return works
    return works | {
        "sql_self_join": ("rivals.sql_self_join", people, seed, SAMPLE),
        "per_person": ("rivals.per_person", people, seed, SAMPLE),
        "topn_library": ("rivals.topn_library", people, seed, ROWS),
    }


def _figures(ways: dict[str, Measured]) -> dict[str, Any]:
    refresh, floor, kernel = ways["refresh"], ways["io_floor"], ways["kernel"]
    found: dict[str, Any] = {"pairs": refresh.figures["pairs"], "refresh_s": refresh.seconds}
    found |= {f"{stage}_s": refresh.figures[f"{stage}_s"] for stage in STAGES}
    # Of all workers together; the seconds of the stages, too.
    found |= {f"refresh_{name}": refresh.figures[name] for name in ("cpu_s", "server_cpu_s", "added_mib")}
    found |= {"peak_mib": refresh.figures["peak_mib"]}
    found |= {"refresh_again_s": ways["again"].seconds, "io_floor_s": floor.seconds}
    found |= {f"io_floor_{name}": floor.figures[name] for name in ("out_s", "in_s", "in_bare_s")}
    found |= {"io_floor_cpu_s": floor.figures["cpu_s"]}
    cpu = found["refresh_cpu_s"] + found["refresh_server_cpu_s"]
    found |= {"refresh_to_io_floor_cpu": cpu / max(found["io_floor_cpu_s"], 1e-9)}
    found |= {"kernel_s": kernel.seconds, "kernel_share": kernel.figures["share"]}
    rivals = [name for name in ("sql_self_join", "per_person", "topn_library") if name in ways]
    for name in rivals:
        found |= {f"{name}_s": ways[name].seconds, f"{name}_sampled": ways[name].figures["sampled"]}
    found |= {f"change_{name}": ways["change"].figures[name] for name in ("p50_ms", "p95_ms")}
    found |= ways["size"].figures
    compared = ("io_floor", "kernel", *rivals)
    found |= {f"refresh_to_{name}": refresh.seconds / max(ways[name].seconds, 1e-9) for name in compared}
    return {name: round(value, 3) for name, value in found.items()}


def table(found: dict[str, Any]) -> str:
    people = found["people"]
    lines = []
    for name, value in found.items():
        sampled = found.get(f"{name.removesuffix('_s')}_sampled", people)
        note = f"   extrapolated from {sampled:g} people" if sampled < people else ""
        if name == "kernel_s" and found["kernel_share"] < 1:
            note = f"   extrapolated from {found['kernel_share']:.0%} of the places in circles"
        lines.append(f"{name:24} {value:>14g}{note}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changes", type=int, default=300)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="as many as there are processors")
    parser.add_argument("--without-rivals", action="store_true", help="our own figures and the floor only")
    parser.add_argument("--keep", default="", metavar="NAME", help="a database that stays, and is not filled twice")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.people < 2 * CIRCLES:
        parser.error(f"Give {2 * CIRCLES} --people or more.")
    found = run(options)
    print(json.dumps(found) if options.json else table(found))


if __name__ == "__main__":
    main()
