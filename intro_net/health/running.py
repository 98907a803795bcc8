"""Runs checks beside each other, and waits for none of them longer than its limit."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Generic, TypeVar

from apps.mail.health import Unwell
from intro_net.health.limits import impatient_database

LIMIT = 2.0  # seconds

Found = TypeVar("Found")


class Runner(Generic[Found]):
    """One that still hangs is not begun a second time: whoever asks meanwhile waits for the same. So a server that does
    not answer costs one thread for each name, however often somebody asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun: dict[str, Future[Found]] = {}

    def run(self, works: Mapping[str, Callable[[], Found]], *, seconds: float = LIMIT) -> dict[str, Found | Exception]:
        """What each gave or raised; TimeoutError for one that is not done."""
        end = time.monotonic() + seconds
        begun = {name: self._begin(name, work, seconds) for name, work in works.items()}
        return {name: self._outcome(future, end) for name, future in begun.items()}

    def _begin(self, name: str, work: Callable[[], Found], seconds: float) -> Future[Found]:
        with self._lock:
            running = self._begun.get(name)
            if running is None or running.done():
                running = self._begun[name] = Future()
                threading.Thread(target=self._work, args=(running, work, seconds), name=name, daemon=True).start()
        return running

    def _work(self, future: Future[Found], work: Callable[[], Found], seconds: float) -> None:
        try:
            with impatient_database(seconds):
                found = work()
        except Exception as error:  # whatever it is, it is the answer
            future.set_exception(error)
        else:
            future.set_result(found)

    def _outcome(self, future: Future[Found], end: float) -> Found | Exception:
        try:
            return future.result(max(0.0, end - time.monotonic()))
        except Exception as error:
            return error


def in_words(error: Exception) -> str:
    """For everybody to read: nothing of an error's message, which may name servers."""
    if isinstance(error, Unwell):
        return str(error)
    return f"no answer within {LIMIT:g} s" if isinstance(error, TimeoutError) else type(error).__name__
