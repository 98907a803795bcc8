import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

PAUSE = 2.0


class Command(BaseCommand):
    help = "Returns as soon as the database answers, however long that takes."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        said = ""
        while reason := _why_not():
            if reason != said:
                self.stderr.write(f"Waiting for the database: {reason}")
                said = reason
            time.sleep(PAUSE)


def _why_not() -> str:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        return str(error).strip().splitlines()[0]
    return ""
