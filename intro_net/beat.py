"""Beat, such that neither a full disk, nor a broker that is away, nor a clock that was set back stops it."""

import logging
import shelve
import time
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler, ScheduleEntry, SchedulingError

from apps.mail.outages import is_outage

log = logging.getLogger(__name__)

JUMP = 2.0  # seconds by which the clock and the time that passed may differ


class SteadyScheduler(PersistentScheduler):
    """Its file only remembers when the rare tasks were rung last: without room for it beat goes on from memory. After a
    jump backwards it counts from now; otherwise it would be silent until it is as late again."""

    _clocks: tuple[float, float] | None = None

    def _open_schedule(self) -> Any:
        try:
            return super()._open_schedule()  # type: ignore[misc]  # the stubs leave it out
        except Exception as error:
            log.warning("beat: goes on without its file (%s)", type(error).__name__)
            return shelve.Shelf({}, writeback=True)

    def sync(self) -> None:
        try:
            super().sync()
        except Exception as error:
            log.warning("beat: its file cannot be written (%s)", type(error).__name__)

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except SchedulingError as error:
            if not is_outage(error.__context__ or error):
                log.exception("beat: could not ring %s", entry.name)
                return
            log.warning("beat: could not ring %s (%s)", entry.name, type(error.__context__).__name__)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if self._was_set_back():
            log.warning("beat: the clock was set back; counting from now")
            self._count_from_now()
        seconds: float = super().tick(*args, **kwargs)
        return seconds

    def _was_set_back(self) -> bool:
        before, self._clocks = self._clocks, (time.time(), time.monotonic())
        if before is None:
            return self._is_ahead()
        return (self._clocks[0] - before[0]) - (self._clocks[1] - before[1]) < -JUMP

    def _is_ahead(self) -> bool:
        """What the file remembers is yet to come."""
        jump = timedelta(seconds=JUMP)
        entries = self.schedule.values()
        return any(entry.last_run_at > entry.default_now() + jump for entry in entries if entry.last_run_at)

    def _count_from_now(self) -> None:
        for entry in self.schedule.values():
            now = entry.default_now()
            entry.last_run_at = min(entry.last_run_at or now, now)
        self._heap = None
