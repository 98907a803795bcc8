"""What the workers do, by the functions that they call."""

from multiprocessing import get_context
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time

import numpy as np
from django.db import connection
from django.utils import timezone
from prometheus_client import REGISTRY

from apps.matching.metrics import Stage, stage
from apps.matching.models import Candidate
from apps.matching.services.claims import mark_all_due
from apps.matching.services.following import refresh_person
from apps.matching.services.refreshing import refresh_due
from apps.matching.statistics import forget_statistics, statistics_fresh, statistics_now
from apps.profiles.models import ProfileTrait
from benchmarks.scale.clock import be_ready, server_cpu


def refresh(workers: int) -> dict[str, float]:
    """Everything is due, and so many workers do it, each a process as in production; stages are the sums of all."""
    forget_statistics()
    context = get_context("spawn")
    together = context.Barrier(workers + 1)
    with context.Pool(workers, initializer=be_ready, initargs=(together,)) as pool:
        together.wait()
        begin = perf_counter()
        mark_all_due(at=timezone.now())
        parts = pool.map(work, range(workers), chunksize=1)
        seconds = perf_counter() - begin
    total = {name: sum(part[name] for part in parts) for name in parts[0]}
    return {"seconds": seconds, **total, "pairs": Candidate.objects.current().count()}


def work(_number: int) -> dict[str, float]:
    cpu, memory = process_time(), getrusage(RUSAGE_SELF).ru_maxrss
    with stage(Stage.READ):
        statistics = statistics_fresh()
    while refresh_due(at=timezone.now(), statistics=statistics):
        pass
    peak = getrusage(RUSAGE_SELF).ru_maxrss
    spent = {f"{name}_s": seconds for name, seconds in _stages().items()}
    used = {"cpu_s": process_time() - cpu, "server_cpu_s": server_cpu()}
    return {**spent, **used, "peak_mib": peak // 1024, "added_mib": (peak - memory) // 1024}


def _stages() -> dict[str, float]:
    name = "intro_net_refresh_stage_seconds_total"
    return {stage.value: REGISTRY.get_sample_value(name, {"stage": stage.value}) or 0 for stage in Stage}


def change(people: int, seed: int, sample: int) -> dict[str, float]:
    """One after the other takes a year off a fact, and is followed."""
    statistics_now()
    times = []
    for person in np.random.default_rng(seed).choice(people, min(sample, people), replace=False).tolist():
        fact = ProfileTrait.objects.filter(user=person + 1).first()
        if fact is not None:
            fact.delete()
        begin = perf_counter()
        refresh_person(person + 1, at=timezone.now())
        times.append(1000 * (perf_counter() - begin))
    return {"p50_ms": float(np.percentile(times, 50)), "p95_ms": float(np.percentile(times, 95))}


def size() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_table_size('matching_candidate'), pg_indexes_size('matching_candidate')")
        table, indexes = cursor.fetchone()
    return {"table_mib": table >> 20, "indexes_mib": indexes >> 20}
