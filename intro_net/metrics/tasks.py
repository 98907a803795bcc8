from contextlib import suppress
from time import perf_counter
from typing import Any

from celery import Task
from celery.signals import task_postrun, task_prerun
from prometheus_client import Counter, Histogram

TASKS = Counter("intro_net_tasks", "Tasks that workers finished", ["task", "outcome"])
SECONDS = Histogram(
    "intro_net_task_seconds", "Seconds that a task took", ["task"], buckets=(0.01, 0.05, 0.25, 1, 5, 20, 60, 300)
)

_begun: dict[str, float] = {}


@task_prerun.connect
def begin(task_id: str, **_: Any) -> None:
    _begun[task_id] = perf_counter()


@task_postrun.connect
def end(task_id: str, task: "Task[..., Any]", state: str | None, **_: Any) -> None:
    seconds = perf_counter() - _begun.pop(task_id, perf_counter())
    with suppress(OSError):  # a full disk
        TASKS.labels(task.name, (state or "unknown").lower()).inc()
        SECONDS.labels(task.name).observe(seconds)
