"""Rings a worker after commit. The row it is about is already there: a bell nobody hears is no loss, the beat
schedule finds the row."""

import logging
from typing import Any

from celery import Task
from django.db import transaction

from apps.mail.outages import BROKER

log = logging.getLogger(__name__)


def ring(task: "Task[..., Any]", *args: int | str) -> None:
    transaction.on_commit(lambda: _ring(task, *args))


def _ring(task: "Task[..., Any]", *args: int | str) -> None:
    try:
        task.delay(*args)
    except (*BROKER, OSError) as error:
        log.warning("could not ring %s: %s", task.name, type(error).__name__)
