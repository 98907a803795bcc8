"""The register of health checks: what must work for the instance to be of use. Each is run in a thread with a time
limit of its own, on a database connection of its own (intro_net/health)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import connection

Check = Callable[[datetime], None]
_checks: dict[str, Check] = {}


class Unwell(Exception):
    """Its text is shown to everybody who asks: a few words about a part, nothing about anyone."""


def register(name: str, check: Check) -> None:
    """The check returns when all is well, and raises Unwell or whatever went wrong."""
    _checks[name] = check


def checks() -> Mapping[str, Check]:
    return _checks


def database(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
