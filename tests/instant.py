"""What somebody else does at the worst moment of a service: in a second thread, with a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

# Seconds for which the service waits for the other. Behind a lock they do not come to an end in them, and do it after
# the service; where nothing holds them back they surely do.
HELD_BACK, SURELY = 0.7, 15.0


class Other:
    """Acts once, when the service comes to a function of its module."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.errors: list[Exception] = []
        self.result: object = None
        self._act, self._thread = act, threading.Thread(target=self._run)

    def acts_before(
        self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, seconds: float = HELD_BACK
    ) -> None:
        function = getattr(module, name)

        def interrupted(*args: Any, **words: Any) -> Any:
            # The other may come to the same function, and does not wait for itself.
            if self._thread.ident is None:
                self._thread.start()
                self._thread.join(seconds)
            return function(*args, **words)

        monkeypatch.setattr(module, name, interrupted)

    def finished(self) -> "Other":
        assert self._thread.ident is not None, "the service never came to the moment"
        self._thread.join()
        return self

    def _run(self) -> None:
        try:
            self.result = self._act()
        except Exception as error:
            self.errors.append(error)
        finally:
            connection.close()


def unlocked(monkeypatch: pytest.MonkeyPatch, service: Any) -> Callable[..., Any]:
    """The service without its lock; on SQLite the transaction is the lock."""
    if connection.vendor == "sqlite":
        bare: Callable[..., Any] = service.__wrapped__
        return bare
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
    kept: Callable[..., Any] = service
    return kept
