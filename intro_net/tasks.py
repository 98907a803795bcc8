"""How every task meets an outage: it says one line, and leaves its rows for the next ring."""

import logging
from typing import Any

from celery import Task
from django.db import close_old_connections

from apps.mail.outages import is_outage

log = logging.getLogger(__name__)


class PatientTask(Task[..., Any]):
    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except Exception as error:
            if not is_outage(error):
                raise
            # Its message stays out: it may hold values of rows.
            log.warning("%s: put off by an outage (%s)", self.name, type(error).__name__)
            close_old_connections()
            return None
