"""On whose behalf the code runs just now: the request, and the task that a worker has in hand. Both go into every log
line, and a task knows the request that rang for it."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
task_id: ContextVar[str] = ContextVar("task_id", default="")
task_name: ContextVar[str] = ContextVar("task_name", default="")


def ids() -> dict[str, str]:
    """Those that there are."""
    known = {"request_id": request_id.get(), "task_id": task_id.get(), "task": task_name.get()}
    return {name: value for name, value in known.items() if value}
