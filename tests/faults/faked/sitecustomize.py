"""Read by every Python that starts with this folder on its path. libfaketime fakes the time of day and leaves the clock
that only counts alone, but refuses to sleep by it, as time.sleep does: waiting goes through select instead."""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], max(0.0, seconds))


time.sleep = _sleep  # type: ignore[assignment]  # nobody here sleeps for an object with __index__
