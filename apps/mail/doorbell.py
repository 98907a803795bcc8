"""Rings a worker after commit. The row it is about is already there: a bell nobody hears is no loss, the beat
schedule finds the row."""

import logging
import time
from typing import Any

from celery import Task
from django.db import transaction

from apps.mail.outages import BROKER

PAUSE = 5.0  # seconds in which a broker that was away is not tried again: somebody's page waits for each try
_quiet_until = 0.0

log = logging.getLogger(__name__)


def ring(task: "Task[..., Any]", *args: int | str) -> None:
    transaction.on_commit(lambda: _ring(task, *args))


def _ring(task: "Task[..., Any]", *args: int | str) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        task.delay(*args)
    except (*BROKER, OSError) as error:
        _quiet_until = time.monotonic() + PAUSE
        log.warning("could not ring %s: %s", task.name, type(error).__name__)
