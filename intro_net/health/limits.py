"""A database connection that gives up in time."""

import copy
import math
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def impatient_database(seconds: float) -> Iterator[None]:
    """In this thread, and while it lasts, `connection` is a new one that neither waits for a server that does not
    answer nor lets a statement run longer."""
    mine = connections.create_connection("default")
    mine.settings_dict = copy.deepcopy(mine.settings_dict)
    mine.settings_dict["CONN_MAX_AGE"] = 0
    options = mine.settings_dict.setdefault("OPTIONS", {})
    if mine.vendor == "postgresql":
        limits = f"-c statement_timeout={math.ceil(seconds * 1000)} {options.get('options', '')}"
        options |= {"connect_timeout": math.ceil(seconds), "options": limits.strip()}
    else:
        options["timeout"] = seconds
    connections["default"] = mine
    try:
        yield
    finally:
        mine.close()
        del connections["default"]
