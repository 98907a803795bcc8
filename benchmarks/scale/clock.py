"""Work in a process of its own, so that its memory is its own, too."""

import logging
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import django
from django.db import connection


@dataclass(frozen=True)
class Measured:
    seconds: float
    cpu: float  # seconds of this process and of the database server for it; of this process alone where that is far
    peak_mib: int
    added_mib: int  # over what the process held when it began
    figures: dict[str, float]


def measured(work: str, *words: Any) -> Measured:
    """`work` is "module.function" in this folder; what it returns are its figures. A figure "seconds" stands for the
    whole."""
    # Not forked: a child would hold all that its parent does.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(theirs, work, words))
    child.start()
    theirs.close()
    try:
        found: Measured = ours.recv()
    except EOFError:
        raise SystemExit(f"{work} broke off") from None
    finally:
        child.join()
    return found


def be_ready(others: Barrier | None = None) -> None:
    """Whoever starts workers waits with them until all have begun."""
    django.setup()
    logging.disable(logging.INFO)
    if others is not None:
        others.wait()


def server_cpu() -> float:
    """Seconds that the server has worked for this process's connection, if it is on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        file = Path("/proc") / str(cursor.fetchone()[0]) / "stat"
    if not file.exists() or "postgres" not in (words := file.read_text().rpartition(")"))[0]:
        return 0.0
    user, system = words[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _run(pipe: Any, name: str, words: tuple[Any, ...]) -> None:
    be_ready()
    module, function = name.split(".")
    work: Callable[..., dict[str, float]] = getattr(import_module(f"benchmarks.scale.{module}"), function)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin, cpu = time.perf_counter(), time.process_time()
    figures = work(*words)
    seconds, used = time.perf_counter() - begin, time.process_time() - cpu + server_cpu()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pipe.send(Measured(figures.pop("seconds", seconds), used, peak // 1024, (peak - before) // 1024, figures))
