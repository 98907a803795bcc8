"""A task's lines carry its id, and the id of the request that rang for it, however many bells lie between."""

import logging.config
from contextvars import Token
from typing import Any

from celery import Task
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from django.conf import settings

from intro_net.logs import context

HEADER = "intro_net_request_id"

_marks: dict[str, list[tuple[Any, "Token[str]"]]] = {}


@setup_logging.connect
def as_django_does(**_: Any) -> None:
    """Celery would set up handlers of its own."""
    logging.config.dictConfig(settings.LOGGING)


@before_task_publish.connect
def tell(headers: dict[str, Any], **_: Any) -> None:
    if known := context.request_id.get():
        headers[HEADER] = known


@task_prerun.connect
def remember(task_id: str, task: "Task[..., Any]", **_: Any) -> None:
    told = str(task.request.get(HEADER) or "")
    values = ((context.task_id, task_id), (context.task_name, task.name), (context.request_id, told))
    _marks[task_id] = [(variable, variable.set(value)) for variable, value in values]


@task_postrun.connect
def forget(task_id: str, **_: Any) -> None:
    for variable, mark in reversed(_marks.pop(task_id, [])):
        variable.reset(mark)
