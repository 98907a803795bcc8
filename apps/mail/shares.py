"""How much of a worker's time mail to domains in trouble gets: a quarter. What one try took is paid off before the next
one begins, over as many turns as that takes: a domain that hangs takes longer than a turn."""

import time

SHARE = 4
_free_at = 0.0  # by time.monotonic()


def is_free() -> bool:
    return time.monotonic() >= _free_at


def pay(seconds: float) -> None:
    global _free_at
    _free_at = max(_free_at, time.monotonic() + (SHARE - 1) * seconds)
